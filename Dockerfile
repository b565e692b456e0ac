# The gateway's image, from the sources: docker build -t tollgate .
# Stages that change seldom come first, so that a changed source builds only what it touches.
# Without RUN --mount, so that docker-compose 1.29 and other clients without BuildKit build it too.

# Where the jar comes from: build, or prebuilt for target/tollgate.jar as it is (with BuildKit, Maven is not run then).
ARG JAR=build
# Where these come from: a mirror of yours, or an image with the certificates of your proxy.
ARG JDK=eclipse-temurin:25-jdk
ARG JRE=eclipse-temurin:25-jre

FROM ${JDK} AS build
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends maven >/dev/null \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# What Maven downloads is a layer of its own, which holds until pom.xml changes: one source file is enough for all of
# it. The goals are named one by one because `package` would also download what only the tests need.
ENV GOALS="resources:resources compiler:compile jar:jar spring-boot:repackage"
COPY pom.xml .
COPY src/main/java/dev/tollgate/package-info.java src/main/java/dev/tollgate/
RUN mvn -B -ntp -q $GOALS -Dspring-boot.repackage.skip
COPY src/main src/main
RUN mvn -B -ntp -q -o $GOALS && cp target/tollgate.jar /

# pom.xml is there because a pattern that finds nothing is an error if it is alone.
FROM scratch AS prebuilt
COPY pom.xml target/tollgate.ja[r] /

FROM ${JAR} AS jar

# Libraries and the gateway's own classes as files, which the AOT cache needs, in layers by how often they change.
FROM ${JDK} AS extract
COPY --from=jar /tollgate.jar /
RUN java -Djarmode=tools -jar /tollgate.jar extract --layers --destination /layers
# Netty unpacks its native library into /tmp at each start, and does without where files there cannot be executed, as
# in Docker's own tmpfs. So it is a file of the image.
RUN mkdir /native \
 && for library in /layers/dependencies/lib/netty-transport-native-epoll-*-linux-$(uname -m | sed s/aarch64/aarch_64/).jar; do \
      (cd /native && jar -xf "$library" META-INF/native && mv META-INF/native/*.so . && rm -r META-INF) || exit 1; done

# What the AOT cache is trained with is what runs: the same machine, the same files at the same paths.
FROM ${JRE} AS app
WORKDIR /app
COPY docker/jvm.options docker/healthcheck ./
COPY --from=extract /native ./native/
COPY --from=extract /layers/dependencies ./
COPY --from=extract /layers/application ./

# The gateway in front of the simulator, called for a few seconds: classes loaded and linked, and profiles of what is
# hot. The data directory of the run is a temporary one, and goes with it.
FROM app AS train
RUN java @jvm.options -XX:AOTCacheOutput=tollgate.aot -jar tollgate.jar train >train.log 2>&1 \
 || { cat train.log; exit 1; }

FROM app
COPY --from=train /app/tollgate.aot ./
# Numeric, so that Kubernetes can see that it is not root. The directory's owner is what a new volume gets.
RUN mkdir /data && chown 10001:10001 /data
USER 10001:10001
ENV TOLLGATE_DATA_DIR=/data
VOLUME /data
EXPOSE 8080 8081
# Also Docker's own: told so, the gateway lets its calls go on for tollgate.server.drain. Give it the time:
# docker stop --time 80, stop_grace_period, terminationGracePeriodSeconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["/app/healthcheck"]
# The process is the JVM itself, so that signals reach it.
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/tollgate.aot", "-jar", "/app/tollgate.jar"]

ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Tollgate" \
      org.opencontainers.image.description="One gateway in front of OpenAI, DeepSeek and Gemini that knows what every call cost" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
