# docker build -t mtdetect .                                 # for Parquet: --build-arg EXTRAS=label,parquet
# docker run --rm -v "$PWD:/work:ro" mtdetect score article.txt
# docker run --rm -p 127.0.0.1:8081:8081 mtdetect serve --host 0.0.0.0

FROM python:3.12-slim AS build
ARG EXTRAS=label
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev
COPY . /source
RUN python -m venv /opt/mtdetect \
    && /opt/mtdetect/bin/pip install --no-cache-dir "/source[$EXTRAS]" \
    && find /opt/mtdetect -type d -name tests -path '*/site-packages/*' -prune -exec rm -r {} + \
    && /opt/mtdetect/bin/pip uninstall --yes pip

FROM python:3.12-slim
COPY --from=build /opt/mtdetect /opt/mtdetect
ENV PATH=/opt/mtdetect/bin:$PATH
RUN useradd --system --uid 10001 --user-group --no-create-home mtdetect
USER 10001:10001
WORKDIR /work
EXPOSE 8081
ENTRYPOINT ["mtdetect"]
CMD ["--help"]
