# An image of the programs. It has no key and no database: both come from the environment of the container. A container runs one
# job and ends:
#
#	docker build -t opt .
#	docker run --rm --env-file opt.env opt opt-posmon --deadline 50
#	docker run --rm --env-file opt.env opt sh -c 'opt-rss -q; opt-classify -q'
#
# opt-schedule(7) has the schedule. test/docker.sh runs the RUN lines without docker.

FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
	gcc libc6-dev make binutils pkg-config libpq-dev libjansson-dev libcurl4-openssl-dev libxml2-dev libmicrohttpd-dev
COPY . /src
RUN make -C /src -s -j2 CFLAGS=-O2 PREFIX=/usr DESTDIR=/image install

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
	ca-certificates libpq5 libjansson4 libcurl4 libxml2 libmicrohttpd12 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --home-dir /var/lib/opt --create-home --shell /usr/sbin/nologin opt
COPY --from=build /image/ /
# The only folder that a program writes to; a volume keeps the owner that the folder has here.
VOLUME /var/lib/opt
ENV LOG=/dev/stdout
USER opt
WORKDIR /var/lib/opt
# A warning of opt-status (1) leaves a container that serves for longer healthy; what is critical (2) does not.
HEALTHCHECK --interval=1m --timeout=20s CMD opt-status --quick -q || [ $? = 1 ]
CMD ["opt-status", "--quick"]
