# The bot in a container. compose.yaml starts it, with PostgreSQL and Prometheus if wanted; alone:
#
#   docker build --tag puppyslug .
#   docker run --init --stop-timeout 45 --publish 127.0.0.1:8765:8765 \
#       --env PUPPYSLUG_ROOM_KEY='a long secret' \
#       --volume puppyslug-data:/data --volume puppyslug-cache:/cache puppyslug
#
# For an NVIDIA GPU add `--gpus all`. --stop-timeout must be longer than PUPPYSLUG_DRAIN_TIME (30 s),
# or accepted dreams are cut off. A machine without such a GPU gets by with a much smaller image:
#
#   docker build --build-arg TORCH=cpu --build-arg PIP_EXTRA_INDEX_URL=<address> --tag puppyslug .
#
# with the address of the index of CPU wheels that PyTorch's installation page gives. The usual index
# has torch for Linux with CUDA alone, and CUDA's parts can't be left out: torch loads them at import.

ARG PYTHON_VERSION=3.12

FROM python:${PYTHON_VERSION}-slim AS dependencies
# cuda or cpu.
ARG TORCH=cuda
# Read by pip itself. It stays in this stage: the image's history doesn't show it.
ARG PIP_EXTRA_INDEX_URL=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_PYTHON=/opt/puppyslug/bin/python
# Now rather than after the download of the wrong torch.
RUN case "$TORCH:$PIP_EXTRA_INDEX_URL" in \
        cuda:*|cpu:?*) ;; \
        cpu:) echo "TORCH=cpu needs PIP_EXTRA_INDEX_URL, the address of an index of CPU wheels." >&2; exit 1 ;; \
        *) echo "TORCH is cuda or cpu, not '$TORCH'." >&2; exit 1 ;; \
    esac
RUN python -m venv --without-pip /opt/puppyslug
WORKDIR /build
COPY constraints.txt ./
# torch first and alone: by far the largest, and the one that changes least.
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --constraint constraints.txt torch torchvision
RUN installed=$(/opt/puppyslug/bin/python -c "import torch; print('cuda' if torch.version.cuda else 'cpu')") \
    && { [ "$installed" = "$TORCH" ] || { echo "TORCH is $TORCH, but the index gave one for $installed." >&2; exit 1; }; }
COPY pyproject.toml ./
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --constraint constraints.txt --requirement requirements.txt

FROM dependencies AS bot
COPY . .
# The setuptools that torch brought builds it, as constraints.txt pins that one.
RUN pip install --no-cache-dir --no-index --no-build-isolation --no-deps --prefix /bot .

FROM python:${PYTHON_VERSION}-slim
RUN useradd --uid 10001 --user-group --home-dir /cache --no-create-home --shell /usr/sbin/nologin puppyslug \
    && install --directory --owner=puppyslug --group=puppyslug --mode=0700 /data /cache
COPY --from=dependencies /opt/puppyslug /opt/puppyslug
# A layer of its own: where only the bot is new, a few megabytes are. It is copied rather than
# installed from a mount, because Buildah's cache doesn't notice when what is mounted changes.
COPY --from=bot /bot /opt/puppyslug
# Loopback inside a container is reached by nobody, so everything listens on every address there. The
# room therefore refuses to start without PUPPYSLUG_ROOM_KEY.
ENV PATH=/opt/puppyslug/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PUPPYSLUG_DATA_DIR=/data \
    PUPPYSLUG_CACHE_DIR=/cache \
    PUPPYSLUG_ROOM_BIND=0.0.0.0:8765 \
    TELEGRAM_WEBHOOK_BIND=0.0.0.0:8766 \
    PUPPYSLUG_METRICS_BIND=0.0.0.0:8767
USER 10001:10001
WORKDIR /data
VOLUME ["/data", "/cache"]
EXPOSE 8765 8766 8767
# http.client rather than urllib: a proxy in the environment is not for this.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 8767, timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
# Nothing stands between the engine's SIGTERM and the bot, which drains on it. As process 1 it waits
# for every process it starts; what --init is for, compose.yaml says.
ENTRYPOINT ["puppyslug"]
CMD ["run"]
