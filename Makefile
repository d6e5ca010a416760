# GNU make; everything that is made goes under $(BUILD).
VERSION = 0.1.0
PREFIX = /usr/local
DESTDIR =
BUILD = build
BINDIR = $(PREFIX)/bin
MANDIR = $(PREFIX)/share/man

CC = gcc
CFLAGS = -O2 -g
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wstrict-prototypes \
	-Wmissing-prototypes -Wcast-qual -Wvla -Wundef -Wfloat-equal -Wdouble-promotion -Wnull-dereference \
	-Wswitch-enum
HARDENING = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
LINK = -pie -Wl,-z,relro,-z,now,--as-needed
ALL_CFLAGS = -std=c17 -ffp-contract=off $(WARNINGS) $(WERROR) $(HARDENING) $(CFLAGS) -MMD -MP

# Libraries of the io layer; the programs link what they use of them.
PACKAGES = libpq jansson libcurl libxml-2.0 libmicrohttpd
PACKAGE_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PACKAGE_LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm

# The layer rule: base sees base; domain base and domain; io all three and the packages.
SEE_base = -D_POSIX_C_SOURCE=200809L -iquote lib/base
SEE_domain = $(SEE_base) -iquote lib/domain
SEE_io = -D_GNU_SOURCE -iquote lib/base -iquote lib/domain -iquote lib/io -iquote $(BUILD)/gen $(PACKAGE_CFLAGS)

LIB_C = $(wildcard lib/base/*.c lib/domain/*.c lib/io/*.c)
LIB_O = $(LIB_C:%.c=$(BUILD)/%.o) $(BUILD)/gen/query.o $(BUILD)/gen/migration.o
LIB = $(BUILD)/libopscore.a
TOOL_C = $(wildcard tools/opt-*.c)
TOOL_SH = $(wildcard tools/opt-*.sh)
BIN = $(TOOL_C:tools/%.c=$(BUILD)/bin/%) $(TOOL_SH:tools/%.sh=$(BUILD)/bin/%)
UNIT = $(patsubst test/unit/%.c,$(BUILD)/test/unit/%,$(wildcard test/unit/*.c))
QUERIES = $(wildcard sql/query/*.sql)
MIGRATIONS = $(wildcard sql/migrations/*.sql) $(wildcard sql/roles.sql)

# `make V=1` shows the commands.
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$@';)

all: $(BIN)

$(BUILD)/lib/base/%.o: lib/base/%.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(SEE_base) -c -o $@ $<
$(BUILD)/lib/domain/%.o: lib/domain/%.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(SEE_domain) -c -o $@ $<
$(BUILD)/lib/io/%.o: lib/io/%.c | $(BUILD)/gen/query.h $(BUILD)/gen/migration.h
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(SEE_io) -DOPT_VERSION='"$(VERSION)"' -c -o $@ $<
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC)$(CC) $(ALL_CFLAGS) -Wno-overlength-strings $(SEE_io) -c -o $@ $<
$(LIB): $(LIB_O)
	@rm -f $@
	$(call say,AR)ar rcs $@ $^

# SQL is compiled in: one constant a file.
$(BUILD)/gen/query.c: sql/embed.awk $(QUERIES)
	@mkdir -p $(@D)
	$(call say,GEN)awk -f sql/embed.awk -v what=query $(QUERIES) </dev/null > $@
$(BUILD)/gen/query.h: sql/embed.awk $(QUERIES)
	@mkdir -p $(@D)
	$(call say,GEN)awk -f sql/embed.awk -v what=query -v header=1 $(QUERIES) </dev/null > $@
$(BUILD)/gen/migration.c: sql/embed.awk $(MIGRATIONS)
	@mkdir -p $(@D)
	$(call say,GEN)awk -f sql/embed.awk -v what=migration $(MIGRATIONS) </dev/null > $@
$(BUILD)/gen/migration.h: sql/embed.awk $(MIGRATIONS)
	@mkdir -p $(@D)
	$(call say,GEN)awk -f sql/embed.awk -v what=migration -v header=1 $(MIGRATIONS) </dev/null > $@
$(BUILD)/gen/query.o: $(BUILD)/gen/query.h
$(BUILD)/gen/migration.o: $(BUILD)/gen/migration.h

$(BUILD)/bin/%: tools/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) $(SEE_io) -o $@ $< $(LINK) $(LIB) $(PACKAGE_LIBS)
$(BUILD)/bin/%: tools/%.sh
	@mkdir -p $(@D)
	$(call say,GEN)sed 's/@VERSION@/$(VERSION)/' $< > $@ && chmod 755 $@

# A unit test links the library and cmocka; it sees base and domain only.
$(BUILD)/test/unit/%: test/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) -Wno-float-equal $(SEE_domain) -o $@ $< $(LINK) $(LIB) -lcmocka -lm

unit: $(UNIT)
	CMOCKA_MESSAGE_OUTPUT=TAP prove --exec '' $(UNIT)

clean:
	rm -rf $(BUILD)

.PHONY: all unit clean
.DELETE_ON_ERROR:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
