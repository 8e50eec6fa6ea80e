# syntax=docker/dockerfile:1

# ---- build: the jar, its layers, the native library -------------------------------------------------------------------
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY src src
RUN --mount=type=cache,target=/m2 \
    mvn -B -ntp -Dmaven.repo.local=/m2 -DskipTests package
RUN java -Djarmode=tools -jar target/nabla-*.jar extract --layers --destination layers --application-filename nabla.jar
# The native library is unpacked here once, not at every start, and its archive is left behind: a read-only root file system serves.
RUN mkdir openblas \
    && cd openblas \
    && jar --extract --file ../layers/dependencies/lib/openblas-*.jar \
    && mkdir lib \
    && cp org/bytedeco/openblas/*/lib[!j]*.so* lib \
    && rm ../layers/dependencies/lib/openblas-*.jar

# ---- runtime ------------------------------------------------------------------------------------------------------------
FROM eclipse-temurin:25-jre
WORKDIR /nabla
COPY --from=build /build/openblas/lib openblas/
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/application/ ./

# Inside a container "this machine" is the container, so the service listens on every address; it does not start there without a key
# (NABLA_SECURITY_KEY or another of the nabla.security settings).
ENV SERVER_ADDRESS=0.0.0.0 \
    NABLA_OPENBLAS=/nabla/openblas/libopenblas.so.0

# Starts the service once and stops it when it is up: the classes it loaded and linked become the cache that later starts map.
# The cache holds for exactly these flags and these files; ENTRYPOINT repeats them.
RUN SERVER_ADDRESS=127.0.0.1 java -XX:AOTCacheOutput=nabla.aot --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:MaxRAMPercentage=75 \
    -Dspring.context.exit=onRefresh -jar nabla.jar

# What is kept belongs to the user of the service, also where a volume is mounted on it.
RUN mkdir data && chown 10001:10001 data
VOLUME /nabla/data

USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
    CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp", "nabla.jar", "dev.nabla.HealthCheck"]
ENTRYPOINT ["java", "-XX:AOTCache=nabla.aot", "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:MaxRAMPercentage=75", "-jar", "nabla.jar"]
