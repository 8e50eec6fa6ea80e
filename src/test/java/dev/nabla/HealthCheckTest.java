package dev.nabla;

import java.io.IOException;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The container's health check against the real service: ready, refusing traffic, and absent. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class HealthCheckTest {

    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext context;

    @Test
    void followsTheServicesReadiness() {
        assertThat(HealthCheck.isReady(port)).isTrue();
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        assertThat(HealthCheck.isReady(port)).isFalse();
        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        assertThat(HealthCheck.isReady(port)).isTrue();
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
