package dev.nabla;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The container's health check against the real service, one that refuses traffic, and none. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class HealthCheckTest {

    @LocalServerPort
    private int port;

    @Test
    void saysYesToTheServiceWhenItIsReady() throws IOException {
        // A service's first answer takes its time on a busy machine, and the check does not wait for ever.
        URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness").toURL().openStream().close();
        assertThat(HealthCheck.isReady(port)).isTrue();
    }

    @Test
    void saysNoToAServiceThatRefusesTraffic() throws IOException {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        refusing.start();
        try {
            assertThat(HealthCheck.isReady(refusing.getAddress().getPort())).isFalse();
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void saysNoWhereNothingListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(HealthCheck.isReady(free)).isFalse();
    }
}
