# syntax=docker/dockerfile:1

# The wheel, with the page in it: Node comes from PyPI like everything else, and stays in this stage.
FROM python:3.11-slim AS wheel
WORKDIR /src
COPY requirements-build.lock requirements-node.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-build.lock -r requirements-node.lock
COPY . .
RUN pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /dist .

# The environment: exactly the lock, then the wheel.
FROM python:3.11-slim AS environment
RUN python -m venv /opt/wastetrack
COPY requirements.lock ./
RUN /opt/wastetrack/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY --from=wheel /dist /dist
RUN /opt/wastetrack/bin/pip install --no-cache-dir --no-deps --no-index /dist/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/wastetrack wastetrack
COPY --from=environment /opt/wastetrack /opt/wastetrack
ENV PATH=/opt/wastetrack/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER wastetrack
WORKDIR /var/lib/wastetrack
# A volume that is put here belongs to the user too.
RUN mkdir files
STOPSIGNAL SIGTERM
ENTRYPOINT ["wastetrack"]
CMD ["--help"]
