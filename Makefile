# For GNU make. All output goes under $(BUILD).
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
LDFLAGS =
LINK = -pie -Wl,-z,relro,-z,now,--as-needed $(LDFLAGS)
ALL_CFLAGS = -std=c17 -ffp-contract=off $(WARNINGS) $(WERROR) $(HARDENING) $(CFLAGS) -MMD -MP

# Libraries of the io files; --as-needed links to each program only those it uses.
PACKAGES = libpq jansson libcurl libxml-2.0 libmicrohttpd
PACKAGE_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PACKAGE_LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm

# The rooms, lowest first. A file of lib/ROOM/ is pure: it sees its own room and the pure rooms to the left of it.
# A file of lib/ROOM/io/ touches the world: it sees every pure room, the packages, and the io/ of its own room and of the
# rooms to the left of it.
ROOMS = base sys net db params run broker feed market news option signal trade operate paper
left = $(if $(filter-out $(1),$(firstword $(2))),$(firstword $(2)) $(call left,$(1),$(wordlist 2,$(words $(2)),$(2))))
to = $(call left,$(1),$(ROOMS)) $(1)
SEE_pure = -D_POSIX_C_SOURCE=200809L $(addprefix -iquote lib/,$(1))
SEE_io = -D_GNU_SOURCE $(addprefix -iquote lib/,$(ROOMS) $(1:%=%/io)) -iquote $(BUILD)/gen $(PACKAGE_CFLAGS)

LIB_C = $(wildcard lib/*/*.c lib/*/io/*.c)
LIB_O = $(LIB_C:%.c=$(BUILD)/%.o) $(BUILD)/gen/query.o $(BUILD)/gen/migration.o \
	$(BUILD)/gen/lexicon_weights.o
LIB = $(BUILD)/libopscore.a
TOOL_C = $(wildcard tools/opt-*.c)
TOOL_O = $(TOOL_C:%.c=$(BUILD)/%.o)
TOOL_SH = $(wildcard tools/opt-*.sh)
BIN = $(TOOL_C:tools/%.c=$(BUILD)/bin/%) $(TOOL_SH:tools/%.sh=$(BUILD)/bin/%)
UNIT = $(patsubst test/unit/%.c,$(BUILD)/test/unit/%,$(wildcard test/unit/*.c))
TEST_TOOL = $(patsubst test/tool/%.c,$(BUILD)/test/tool/%,$(wildcard test/tool/*.c))
QUERIES = $(wildcard sql/query/*/*.sql) sql/roles.sql sql/manifest.txt
MIGRATIONS = $(wildcard sql/migrations/*.sql)

# `make V=1` shows the commands.
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$@';)

all: $(BIN) completion

$(BUILD)/lib/%.o: lib/%.c | $(BUILD)/gen/query.h $(BUILD)/gen/migration.h
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(SEE) -c -o $@ $<
define room
$(BUILD)/lib/$(1)/%.o: SEE = $(call SEE_pure,$(call to,$(1)))
$(BUILD)/lib/$(1)/io/%.o: SEE = $(call SEE_io,$(call to,$(1))) -DOPT_VERSION='"$(VERSION)"'
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))
# This file has loops over floats and no decisions, so vectors and fused multiplications are allowed here, and only here.
$(BUILD)/lib/news/neural.o: ALL_CFLAGS += -O3 -ffp-contract=fast -fno-math-errno -fno-trapping-math
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC)$(CC) $(ALL_CFLAGS) -Wno-overlength-strings $(call SEE_io,$(ROOMS)) -c -o $@ $<
$(LIB): $(LIB_O)
	@rm -f $@
	$(call say,AR)ar rcs $@ $^

# The SQL files are compiled in, one constant per file.
$(BUILD)/gen/query.c: sql/embed.awk lib/market/feature_columns.def $(QUERIES)
	@mkdir -p $(@D)
	$(call say,GEN)awk -f sql/embed.awk -v what=query -v features=lib/market/feature_columns.def $(QUERIES) </dev/null > $@
$(BUILD)/gen/query.h: sql/embed.awk $(QUERIES)
	@mkdir -p $(@D)
	$(call say,GEN)awk -f sql/embed.awk -v what=query -v header=1 $(QUERIES) </dev/null > $@
$(BUILD)/gen/migration.c: sql/embed.awk $(MIGRATIONS)
	@mkdir -p $(@D)
	$(call say,GEN)awk -f sql/embed.awk -v what=migration $(MIGRATIONS) </dev/null > $@
$(BUILD)/gen/migration.h: sql/embed.awk $(MIGRATIONS)
	@mkdir -p $(@D)
	$(call say,GEN)awk -f sql/embed.awk -v what=migration -v header=1 $(MIGRATIONS) </dev/null > $@
# Writes sql/manifest.txt: the objects that the migrations declare, with which opt-migrate compares the catalog. Run this
# after adding a migration.
manifest: $(BUILD)/bin/opt-db
	sh sql/manifest.sh $(BUILD)
# Writes the tables of gates, exits and parameters into the manual pages. Run this after changing one of them.
pages: $(BUILD)/test/tool/page_tables
	@for page in $$(grep -l '^\.\\" make pages:' $(MAN)); do \
		BUILD=$(BUILD) sh test/pages.sh $$page > $(BUILD)/page && cat $(BUILD)/page > $$page || exit 1; \
	done
# Writes down which parameters the release has, for the next one. Run this right after a release.
released:
	@{ sed '/^RELEASED/,$$d' lib/params/released.def; \
	awk 'match($$0, /^PARAM\(/) { split(substr($$0, 7), f, /, /); print "RELEASED(" f[1] ", " f[4] ", " f[5] ")" }' \
		lib/params/params.def; } > $(BUILD)/released && cat $(BUILD)/released > lib/params/released.def
# The weights of the lexicon are compiled in, too.
$(BUILD)/gen/lexicon_weights.c: lib/news/embed.awk lib/news/lexicon.weights
	@mkdir -p $(@D)
	$(call say,GEN)awk -f $^ > $@
# Writes the tables of first guesses for the implied volatility, which black_normalized_chart.h describes.
BLACK_NORMALIZED_TABLE = $(patsubst %,lib/option/black_normalized_%.def,near tail top)
black-normalized-table: $(BUILD)/gen/black_normalized_table
	$(foreach table,$(BLACK_NORMALIZED_TABLE),$< $(table:lib/option/black_normalized_%.def=%) > $(table) &&) :
$(BUILD)/gen/black_normalized_table: lib/option/gen/black_normalized_table.c $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) $(call SEE_pure,$(ROOMS)) -o $@ $< $(LINK) $(LIB) -lm
# Writes the tables of dates for the integrals of the American put in boundary.c.
BOUNDARY_TABLE = $(patsubst %,lib/option/boundary_%.def,sweep price)
boundary-table: $(BUILD)/gen/boundary_table
	$(foreach table,$(BOUNDARY_TABLE),$< $(table:lib/option/boundary_%.def=%) > $(table) &&) :
$(BUILD)/gen/boundary_table: lib/option/gen/boundary_table.c lib/option/boundary.h
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) $(call SEE_pure,$(ROOMS)) -o $@ $< $(LINK) -lm
$(BUILD)/gen/query.o: $(BUILD)/gen/query.h
$(BUILD)/gen/migration.o: $(BUILD)/gen/migration.h

$(BUILD)/tools/%.o: tools/%.c | $(BUILD)/gen/query.h $(BUILD)/gen/migration.h
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) $(call SEE_io,$(ROOMS)) -c -o $@ $<
$(BUILD)/bin/%: $(BUILD)/tools/%.o $(LIB) $(BUILD)/gen/commit.o
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) -o $@ $< $(BUILD)/gen/commit.o $(LINK) $(LIB) $(PACKAGE_LIBS)
$(BUILD)/bin/%: tools/%.sh $(BUILD)/gen/commit
	@mkdir -p $(@D)
	$(call say,GEN)sed "s/@VERSION@/$(VERSION)$$(sed 's/..*/ (&)/' $(BUILD)/gen/commit)/" $< > $@ && chmod 755 $@

# The commit that -V prints; empty without git. The file changes only when the commit does, and only the programs are linked
# with it, so that a commit compiles one small file and links the programs again.
$(BUILD)/gen/commit: FORCE
	@mkdir -p $(@D)
	@{ [ ! -e .git ] || ! commit=$$(git rev-parse --short HEAD 2>/dev/null) || \
		echo "$$commit$$([ -z "$$(git status --porcelain -uno)" ] || echo +changes)"; } > $@.new
	@cmp -s $@.new $@ || cp $@.new $@
$(BUILD)/gen/commit.c: $(BUILD)/gen/commit
	@printf 'extern const char build_commit[];\nconst char build_commit[] = "%s";\n' "$$(cat $<)" > $@
FORCE:

# A unit test links the library and cmocka, and sees only the pure rooms.
$(BUILD)/test/unit/%: test/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) -Wno-float-equal $(call SEE_pure,$(ROOMS)) -o $@ $< $(LINK) $(LIB) -lcmocka -lm

# Programs that tests and measurements need; they see everything.
$(BUILD)/test/tool/%: test/tool/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) $(call SEE_io,$(ROOMS)) -o $@ $< $(LINK) $(LIB) $(PACKAGE_LIBS)

# --- tests ---

# The db tests share one throw-away cluster, and so do the e2e tests; each test creates its own database in it. More tests
# run at once than there are cores, because many of them wait: for a time-out, a deadline, the next second.
CLI_T = $(wildcard test/cli/*.t)
DB_T = $(wildcard test/db/*.t)
E2E_T = $(wildcard test/e2e/*.t)
PROVE = env BUILD=$(BUILD) VERSION=$(VERSION) ROWS=$(ROWS) prove -j4 --exec sh

# The rows that the tests printed, by test.
ROWS = $(CURDIR)/$(BUILD)/rows

deps:
	@sh deps.sh
# Writes the tables of lib/news/unicode.c, and that of the widths for lib/base/text.c, from the Unicode Character Database of
# python3. Needed only for a new version of that database.
unicode-tables:
	python3 lib/news/unicode_def.py
unit: $(UNIT)
	$(if $(UNIT),CMOCKA_MESSAGE_OUTPUT=TAP prove --exec '' $(UNIT))
cli: all $(TEST_TOOL)
	$(if $(CLI_T),$(PROVE) $(CLI_T))
db: all
	$(if $(DB_T),BUILD=$(BUILD) sh test/cluster.sh $(PROVE) $(DB_T))
e2e: all
	$(if $(E2E_T),BUILD=$(BUILD) sh test/cluster.sh $(PROVE) $(E2E_T))
# db and e2e in one cluster, the longest tests first, so that none of these runs alone at the end.
LONG_T = $(addprefix test/,e2e/0205-opt-dispatch-orders.t e2e/0500-replay-same-twice.t e2e/0900-examples.t \
	db/0010-opt-db-cluster.t e2e/0155-opt-posmon-unblocked.t e2e/0150-scenes-exits.t e2e/0141-exit-answers.t)
db-e2e: all
	BUILD=$(BUILD) sh test/cluster.sh $(PROVE) $(LONG_T) $(filter-out $(LONG_T),$(E2E_T) $(DB_T))
# Validates the rows that the tests printed by the schemas that the programs print; make check does this at its end.
check-rows: all
	@python3 -B test/rows.py $(BUILD)/bin $(ROWS)/*.jsonl
check-layers: $(LIB) $(TOOL_O)
	@sh test/layers.sh $(BUILD)
	@sh test/dead.sh $(BUILD) $(LIB_O) $(TOOL_O)
# Which of the faults of test/SCENARIOS have a test.
scenarios:
	@sh test/scenarios.sh
style:
	@sh test/style.sh
	@sh test/house.sh
	@sh test/series.sh

# Two jobs compile, unless the command line says how many.
TWO_JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j2)
# Separate calls, so that the packages come first: with several jobs, make does not keep the order of prerequisites.
check:
	@sh deps.sh
	@$(MAKE) --no-print-directory $(TWO_JOBS) all programs-unit
	@rm -rf $(ROWS)
	@$(MAKE) --no-print-directory check-layers style unit cli db-e2e
	@$(MAKE) --no-print-directory check-rows

# Runs a whole day on a private database and the stand-in broker: make demo [RECORDING=DIR] [SEED=N] [DAY=YYYY-MM-DD]
# [START_CASH=USD] [NEWS_EDGE=X] [PARAMS=FILE]; test/demo.sh has more
demo:
	@sh deps.sh
	@$(MAKE) --no-print-directory all
	@env BUILD=$(BUILD) $(foreach name,RECORDING FEEDS SEED DAY START_CASH NEWS_EDGE KEEP REPORT PARAMS CRONTAB ALSO CONF,$(if $($(name)),$(name)='$($(name))')) sh test/demo.sh

# Twenty generated days, two at a time, in about 20 minutes: profit and costs, and how often each gate refused. Fails when
# one never did:
# make demo-gates [SEEDS='1 2 3'] [START_CASH=USD] [NEWS_EDGE=X] [JOBS=N]
demo-gates:
	@sh deps.sh
	@$(MAKE) --no-print-directory all
	@env BUILD=$(BUILD) $(foreach name,SEEDS START_CASH NEWS_EDGE JOBS,$(if $($(name)),$(name)='$($(name))')) sh test/demo_gates.sh

# The long sweeps, an hour or more: kills, stops, shutdowns, restores and random histories, each in its own cluster. The first two are
# the long forms of tests that `make check` runs too. `make check-crash CRASH=stopped` runs one of test/crash.
CRASH = $(patsubst test/crash/%.t,%,$(wildcard test/crash/*.t))
check-crash: all
ifeq ($(origin CRASH),file)
	@for from in 1 26 51; do \
		echo "# from message $$from on"; \
		KILL_FROM=$$from KILL_STEP=1 TICKERS='AAPL AMD AMZN BA BAC COIN COST CRM CVX DIS GE GM GOOGL INTC JPM META MSFT MU NFLX NVDA ORCL PLTR TSLA UBER UNH' \
		BUILD=$(BUILD) sh test/cluster.sh sh test/e2e/0300-crash-sweep.t || exit 1; \
	done
	STEP=1 BUILD=$(BUILD) sh test/cluster.sh sh test/e2e/0120-opt-posmon-killed.t
endif
	@status=0; for name in $(CRASH); do \
		echo "# test/crash/$$name.t"; \
		BUILD=$(BUILD) sh test/cluster.sh sh test/crash/$$name.t || status=1; \
	done; exit $$status

# Takes away each guard of test/guards in turn: a test must then fail. `make check-guards GUARDS='O08 O23'` tries some of them.
check-guards: all programs-unit
	@BUILD=$(BUILD) VERSION=$(VERSION) sh test/guards.sh $(GUARDS)

# Makes one small error at a time in the files that decide: a unit test must then fail, or test/mutations.txt says why none can.
# `make check-mutations MUTATIONS=lib/trade/exit.c` tries one file. All of them take about half an hour.
check-mutations: $(BUILD)/gen/lexicon_weights.c
	@BUILD=$(BUILD) perl test/mutations.pl $(MUTATIONS)

# Computes the lexicon's weights from SEntFiN (MIT) and train/sentences.txt; the same input gives the same weights.
SENTFIN = ../shared/data/sentiment/SEntFiN.csv
TRAIN = $(BUILD)/train/train
TRAIN_ROWS = $(BUILD)/train/one.csv
TRAIN_WITH = -m $(BUILD)/train/several.csv -a $(BUILD)/train/own.csv
$(TRAIN): $(wildcard train/*.c train/*.h) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) $(call SEE_io,$(ROOMS)) -iquote train -o $@ $(wildcard train/*.c) $(LINK) $(LIB) $(PACKAGE_LIBS)
$(TRAIN_ROWS): train/sentfin.pl train/sentences.pl train/sentences.txt
	@mkdir -p $(@D)
	perl train/sentfin.pl $(SENTFIN) > $@
	perl train/sentfin.pl --several $(SENTFIN) > $(@D)/several.csv
	perl train/sentences.pl < train/sentences.txt > $(@D)/own.csv
train-lexicon: $(TRAIN) $(TRAIN_ROWS)
	$(TRAIN) $(TRAIN_WITH) -o lib/news/lexicon.weights $(TRAIN_ROWS)
# Evaluates each fifth of the data with weights trained on the other four.
eval-lexicon: $(TRAIN) $(TRAIN_ROWS) $(BUILD)/bin/opt-classify
	@BUILD=$(BUILD) sh train/eval.sh $(TRAIN_WITH) $(TRAIN_ROWS)

# Measures ratios against a named reference in the same run, without assertions. `make bench BENCH=minute` runs one.
BENCH = $(patsubst test/bench/%.sh,%,$(wildcard test/bench/*.sh))
$(BUILD)/bench/%: test/bench/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) $(call SEE_io,$(ROOMS)) -o $@ $< $(LINK) $(LIB) $(PACKAGE_LIBS)
bench: all $(TEST_TOOL)
	@for b in $(BENCH); do BUILD=$(BUILD) sh test/cluster.sh sh test/bench/$$b.sh || exit 1; done

# Runs each fuzzer of test/fuzz for FUZZ_S seconds under the address and undefined-behaviour sanitizers (clang's
# libFuzzer). New inputs are kept under $(BUILD)/fuzz. `make fuzz FUZZ=html FUZZ_S=600` runs one.
FUZZ_S = 60
FUZZ = $(patsubst test/fuzz/%.c,%,$(wildcard test/fuzz/*.c))
FUZZ_CFLAGS = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined
fuzz:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CFLAGS='$(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link' HARDENING= \
		$(FUZZ:%=$(BUILD)/fuzz/test/fuzz/%)
	@for f in $(FUZZ); do sh test/fuzz.sh $(BUILD)/fuzz $$f $(FUZZ_S) || exit 1; done
$(BUILD)/test/fuzz/%: test/fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(ALL_CFLAGS) $(call SEE_io,$(ROOMS)) -o $@ $< -fsanitize=fuzzer -Wl,--as-needed $(LIB) $(PACKAGE_LIBS)

CPPCHECK_ENABLE = warning,portability
# Compiles everything with both compilers, with warnings as errors, and runs the checkers.
lint: style
	@$(MAKE) --no-print-directory BUILD=build/lint-gcc CC=gcc WERROR=-Werror all programs-unit
	@$(MAKE) --no-print-directory BUILD=build/lint-clang CC=clang WERROR=-Werror all programs-unit
	$(if $(shell command -v cppcheck),cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr --enable=$(CPPCHECK_ENABLE) \
		--suppress=missingInclude --suppress=missingIncludeSystem --suppressions-list=test/cppcheck.txt \
		$(addprefix -I,$(wildcard lib/*/. lib/*/io/.) train) lib tools train)
	shellcheck -x $(SCRIPTS)
	$(if $(MAN),mandoc -T lint -W warning $(MAN) >&2)
programs-unit: $(UNIT) $(TEST_TOOL)

# --- installing ---

SCRIPTS = $(wildcard deps.sh debian/*.postrm debian/tests/*-* .ci/run tools/*.sh sql/*.sh train/*.sh test/*.sh test/*/*.sh test/*/*.t)
MAN = $(wildcard man/*.[157])
DOCDIR = $(PREFIX)/share/doc/opt
SQLDIR = $(PREFIX)/share/opt/sql
DOC = $(wildcard README NEWS LICENSE crontab.example opt.conf.example)
GRAFANA = $(wildcard grafana/*.json grafana/*/*.yaml)
SQL = $(wildcard sql/*.sql sql/*/*.sql sql/*/*/*.sql)
# The files that install writes and uninstall removes.
INSTALLED = $(BIN:$(BUILD)/bin/%=$(BINDIR)/%) $(foreach page,$(MAN),$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
	$(BIN:$(BUILD)/bin/%=$(BASHDIR)/%) $(BIN:$(BUILD)/bin/%=$(ZSHDIR)/_%) $(addprefix $(DOCDIR)/,$(DOC)) $(SQL:sql/%=$(SQLDIR)/%) $(addprefix $(PREFIX)/share/opt/,$(GRAFANA))

install: all completion
	install -d $(sort $(dir $(addprefix $(DESTDIR),$(INSTALLED))))
	install -m 755 $(BIN) $(DESTDIR)$(BINDIR)
	$(foreach page,$(MAN),install -m 644 $(page) $(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(page))) &&) :
	install -m 644 $(BIN:$(BUILD)/bin/%=$(BUILD)/completion/%) $(DESTDIR)$(BASHDIR)
	install -m 644 $(BIN:$(BUILD)/bin/%=$(BUILD)/completion/_%) $(DESTDIR)$(ZSHDIR)
	$(if $(DOC),install -m 644 $(DOC) $(DESTDIR)$(DOCDIR))
	$(foreach file,$(SQL),install -m 644 $(file) $(DESTDIR)$(dir $(SQLDIR)/$(file:sql/%=%)) &&) :
	$(foreach file,$(GRAFANA),install -m 644 $(file) $(DESTDIR)$(PREFIX)/share/opt/$(dir $(file)) &&) :
uninstall:
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	-rmdir $(DESTDIR)$(PREFIX)/share/opt/grafana/* $(DESTDIR)$(PREFIX)/share/opt/grafana $(DESTDIR)$(SQLDIR)/*/* $(DESTDIR)$(SQLDIR)/* $(DESTDIR)$(SQLDIR) $(DESTDIR)$(PREFIX)/share/opt $(DESTDIR)$(DOCDIR) 2>/dev/null

# The completion of options and commands for bash and zsh, made from what --help of each program prints.
BASHDIR = $(PREFIX)/share/bash-completion/completions
ZSHDIR = $(PREFIX)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
completion: $(BIN:$(BUILD)/bin/%=$(BUILD)/completion/%) $(BIN:$(BUILD)/bin/%=$(BUILD)/completion/_%)
$(BUILD)/completion/_%: $(BUILD)/bin/% tools/completion.awk
	@mkdir -p $(@D)
	$(call say,GEN)$< --help | awk -v shell=zsh -v name=$(<F) -f tools/completion.awk > $@
$(BUILD)/completion/%: $(BUILD)/bin/% tools/completion.awk
	@mkdir -p $(@D)
	$(call say,GEN)$< --help | awk -v shell=bash -v name=$(<F) -f tools/completion.awk > $@

# Writes the systemd units of crontab.example to UNITDIR; opt-schedule(7) says how to start them. Nothing starts by this.
UNITDIR = $(PREFIX)/lib/systemd/system
units:
	@rm -rf $(BUILD)/systemd && mkdir -p $(BUILD)/systemd
	$(call say,GEN)awk -v out=$(BUILD)/systemd -v bindir=$(BINDIR) -v templates=systemd -f systemd/jobs.awk \
		-f systemd/units.awk systemd/jobs crontab.example >/dev/null
install-systemd: units
	install -d $(DESTDIR)$(UNITDIR)
	install -m 644 $(BUILD)/systemd/* $(DESTDIR)$(UNITDIR)
uninstall-systemd: units
	@for unit in $(BUILD)/systemd/*; do rm -f "$(DESTDIR)$(UNITDIR)/$${unit##*/}"; done

# Lets systemd read these units, and prints how exposed each service is.
check-systemd: all $(TEST_TOOL)
	@BUILD=$(BUILD) sh test/systemd.sh

# Writes the same jobs for EventBridge Scheduler and ECS to $(BUILD)/cloud; opt-schedule(7) says how to install them:
# make cloud AWS_ACCOUNT=N AWS_REGION=R SUBNET=subnet-X SECURITY_GROUP=sg-X DATABASE_HOST=HOST [PUBLIC_IP=ENABLED]
AWS_ACCOUNT = 123456789012
AWS_REGION = us-east-1
SUBNET = subnet-00000000000000000
SECURITY_GROUP = sg-00000000000000000
PUBLIC_IP = DISABLED
DATABASE_HOST = database.example.internal
CLOUD = ACCOUNT=$(AWS_ACCOUNT) REGION=$(AWS_REGION) SUBNET=$(SUBNET) SECURITY_GROUP=$(SECURITY_GROUP) \
	PUBLIC_IP=$(PUBLIC_IP) DATABASE_HOST=$(DATABASE_HOST) VERSION=$(VERSION)
.PHONY: cloud check-docker
cloud:
	@rm -rf $(BUILD)/cloud && mkdir -p $(BUILD)/cloud
	$(call say,GEN)awk -v out=$(BUILD)/cloud -v templates=cloud -v settings='$(CLOUD)' -f systemd/jobs.awk \
		-f cloud/schedules.awk systemd/jobs crontab.example >/dev/null

# Does what `docker build` would do, in folders of debootstrap (as root).
check-docker:
	@BUILD=$(BUILD) VERSION=$(VERSION) sh test/docker.sh

# Packs the commit; the archive of a commit is always the same to the byte. A tag that names another version is an error.
DIST = $(BUILD)/opt-$(VERSION).tar.gz
dist:
	@tag=$$(git tag --points-at HEAD 'v[0-9]*') && { [ -z "$$tag" ] || [ "$$tag" = "v$(VERSION)" ]; } || \
		{ echo "the commit is tagged $$tag, VERSION is $(VERSION)" >&2; exit 1; }
	@mkdir -p $(BUILD)
	git archive --format=tar --prefix=opt-$(VERSION)/ HEAD | gzip -n -9 > $(DIST)

# Makes the package of Debian in a copy of the source below $(BUILD), so that the source tree stays as it is. Times in the
# package are that of the commit, so that the same commit gives the same bytes.
# make deb DEB_BUILD_OPTIONS= also runs the unit tests on what is packed.
DEB = $(BUILD)/deb
DEB_SOURCE = $(DEB)/opt-$(VERSION)
deb: export DEB_BUILD_OPTIONS ?= nocheck parallel=2
deb:
	@command -v dh >/dev/null && command -v dpkg-buildpackage >/dev/null || \
		{ echo 'deb: missing packages; as root: apt-get install debhelper dpkg-dev' >&2; exit 69; }
	@rm -rf $(DEB) && mkdir -p $(DEB_SOURCE)
	@tar -c --exclude=./.git --exclude=./build --exclude=./$(BUILD) . | tar -x -C $(DEB_SOURCE)
	@printf 'opt (%s) unstable; urgency=medium\n\n  * NEWS.gz tells what is new.\n\n -- %s  %s\n' '$(VERSION)' \
		"$$(sed -n 's/^Maintainer: //p' debian/control)" \
		"$$(git log -1 --format=%cD 2>/dev/null || LC_ALL=C date -R -r NEWS)" > $(DEB_SOURCE)/debian/changelog
	cd $(DEB_SOURCE) && dpkg-buildpackage -b -us -uc
	@! command -v lintian >/dev/null || { cd $(DEB) && lintian --info --fail-on error,warning opt_$(VERSION)_*.changes; }
	@ls $(DEB)/opt_$(VERSION)_*.deb

# Installs the package in a fresh Debian 12 and follows README there, with a real cron and an open market, in about 20 minutes.
# As root; needs debootstrap, chromium and the package registry.
check-install: deb
	@BUILD=$(BUILD) VERSION=$(VERSION) sh test/install.sh

clean:
	rm -rf $(BUILD)

.PHONY: FORCE all check-rows completion black-normalized-table boundary-table train-lexicon eval-lexicon bench check-crash check-guards check-mutations demo demo-gates fuzz manifest pages released deps unicode-tables unit cli db e2e db-e2e check check-layers scenarios style lint programs-unit install uninstall units install-systemd uninstall-systemd check-systemd dist deb check-install clean
.DELETE_ON_ERROR:
-include $(shell find $(BUILD) -path '$(BUILD)/deb*' -prune -o -type f -name '*.d' -print 2>/dev/null)
