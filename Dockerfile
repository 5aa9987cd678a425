# The image of Tidegate: one command, no compiler, no installer, no root.
#
#   docker build -t tidegate .
#   docker run --rm tidegate --help

FROM python:3.12-slim AS build
WORKDIR /build

# The environment has no pip of its own: the builder's installs into it from outside.
RUN python -m venv --without-pip /opt/tidegate

# The locked dependencies are a layer of their own, rebuilt only when the lock changes.
COPY requirements.txt ./
RUN python -m pip --python /opt/tidegate/bin/python install --no-cache-dir --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY schemas ./schemas
COPY guards ./guards
COPY detectors ./detectors
COPY streams ./streams
# No isolation: the lock holds the one setuptools that builds this.
RUN python -m pip --python /opt/tidegate/bin/python install --no-cache-dir --no-deps --no-build-isolation .


FROM python:3.12-slim
LABEL org.opencontainers.image.title="Tidegate" \
      org.opencontainers.image.description="A guardrail and drift pipeline for LLM traffic on Kafka." \
      org.opencontainers.image.licenses="Apache-2.0"

# A number, so that Kubernetes can see that it is not root (runAsNonRoot).
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin tidegate
COPY --from=build /opt/tidegate /opt/tidegate

# The root file system may be read-only: nothing is kept on disk, the log on Kafka is the memory.
ENV PATH=/opt/tidegate/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TIDEGATE_HTTP_PORT=9464
USER 10001:10001
WORKDIR /tmp
EXPOSE 9464

# Live means that the main loop goes round. Loading the guards takes some seconds on a slow machine.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['TIDEGATE_HTTP_PORT'] + '/live', timeout=4)"]

ENTRYPOINT ["tidegate"]
CMD ["--help"]
