package dev.nabla;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Asks the service of its own machine whether it is ready and exits with 0 if it says so, else with 1: a container's health check without curl.
 * Plain sockets, because it starts a JVM each time and an HTTP client would double that. The port is the first argument, else SERVER_PORT, else 8080.
 */
final class HealthCheck {

    private static final int TIMEOUT_MILLIS = 3_000;

    private HealthCheck() {}

    public static void main(String[] args) {
        int port = Integer.parseInt(args.length > 0 ? args[0] : System.getenv().getOrDefault("SERVER_PORT", "8080"));
        System.exit(isReady(port) ? 0 : 1);
    }

    static boolean isReady(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("GET /actuator/health/readiness HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            String status = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
            return status != null && status.contains(" 200");
        } catch (IOException notServing) {
            return false;
        }
    }
}
