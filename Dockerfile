# The bot in a container. It was written without a container engine at hand; see CONTRIBUTING.md.
#
#   docker build -t puppyslug .
#   docker run -p 8765:8765 -e PUPPYSLUG_ROOM_KEY=a-long-secret -v puppyslug:/data puppyslug
#
# For an NVIDIA GPU add `--gpus all` to the second. The image is large because torch brings CUDA;
# for a small one that computes on the CPU alone, give the address of PyTorch's index of CPU wheels,
# which its own installation page names: docker build --build-arg TORCH_INDEX=<address> -t puppyslug .

ARG PYTHON_VERSION=3.12

FROM python:${PYTHON_VERSION}-slim AS build
ARG TORCH_INDEX=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/puppyslug
WORKDIR /source
COPY constraints.txt ./
# torch first and alone: this layer is by far the largest, and changes only with its version.
RUN /opt/puppyslug/bin/pip install --constraint constraints.txt \
    ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} torch torchvision
COPY . .
RUN /opt/puppyslug/bin/pip install --constraint constraints.txt .

FROM python:${PYTHON_VERSION}-slim
COPY --from=build /opt/puppyslug /opt/puppyslug
RUN useradd --uid 10001 --create-home --home-dir /home/puppyslug puppyslug \
    && install --directory --owner=puppyslug --group=puppyslug /data
# Loopback inside a container is reached by nobody, so the room listens on every address there, and
# therefore refuses to start without PUPPYSLUG_ROOM_KEY. Downloaded networks are kept in /data too.
ENV PATH=/opt/puppyslug/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PUPPYSLUG_DATA_DIR=/data \
    PUPPYSLUG_ROOM_BIND=0.0.0.0:8765 \
    PUPPYSLUG_CACHE_DIR=/data/cache
USER puppyslug
WORKDIR /data
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8767/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["puppyslug"]
CMD ["run"]
