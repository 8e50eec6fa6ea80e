package dev.nabla.stories;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/** Clients that send or read as good as nothing hold up nobody, and not for ever. There are many more of them than threads. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"nabla.limits.header-time=2s", "nabla.limits.body-time=2s",
    "server.tomcat.threads.max=5"})
class SlowClientsTest {
    private static final String HEAD = "POST /v1/evaluate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static final int MANY = 60;

    @LocalServerPort
    private int port;
    private final List<Socket> sockets = new ArrayList<>();

    private Socket send(String text) throws IOException {
        Socket s = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(s);
        s.setSoTimeout(20_000);
        s.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return s;
    }

    @AfterEach
    void leave() throws IOException {
        for (Socket s : sockets) {
            s.close();
        }
    }

    private void othersAreServed() {
        Service service = new Service(port);
        for (int i = 0; i < 3; i++) {
            assertTimeout(Duration.ofSeconds(5), () -> service.get("/actuator/health/liveness").ok());
            assertTimeout(Duration.ofSeconds(5), () -> service.post("/v1/evaluate",
                    "{'steps': [{'tensor': {'name': 'x', 'data': 1.0, 'requires_grad': true}}, {'backward': {'of': 'x'}}]}").ok());
        }
    }

    /** What is answered until the connection is closed. */
    private static String rest(Socket s) throws IOException {
        try (InputStream in = s.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.net.SocketException reset) {
            return "";
        }
    }

    @Test
    void headsThatTrickleInAreCut() throws IOException {
        for (int i = 0; i < MANY; i++) {
            send("POST /v1/eval");
        }
        othersAreServed();
        for (Socket s : List.copyOf(sockets)) {
            long start = System.nanoTime();
            assertThat(rest(s)).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void bodiesThatTrickleInAreRefused() throws IOException {
        for (int i = 0; i < MANY; i++) {
            send(HEAD + "Content-Length: 1000000\r\n\r\n{");
            send(HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"ste");
        }
        othersAreServed();
        for (Socket s : List.copyOf(sockets)) {
            assertThat(rest(s)).startsWith("HTTP/1.1 408").contains("request_timeout");
        }
    }

    @Test
    void whoDoesNotReadHoldsUpNobody() throws IOException {
        String large =
                "{\"steps\": [{\"op\": \"zeros\", \"inputs\": [], \"params\": {\"size\": [2000000], \"dtype\": \"bool\"}, \"name\": \"x\"}], \"data\": \"full\"}";
        for (int i = 0; i < 6; i++) {
            send(HEAD + "Content-Length: " + large.length() + "\r\n\r\n" + large);
        }
        othersAreServed();
    }

    @Test
    void aBodyInPiecesIsOne() throws IOException {
        Socket s = send(HEAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"steps\"\r\n");
        s.getOutputStream().write("5\r\n: []}\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(rest(s)).startsWith("HTTP/1.1 200").contains("{\"values\":{},\"warnings\":[]}");
    }
}
