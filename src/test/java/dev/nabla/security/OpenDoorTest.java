package dev.nabla.security;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;

import dev.nabla.NablaApplication;
import dev.nabla.security.Ask.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The service that asks nobody: what keeps strangers out of it all the same. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class OpenDoorTest {
    @LocalServerPort
    private int port;
    @Autowired
    private ApplicationContext context;

    @Test
    void itStartsOnThisMachineOnly() {
        for (String address : new String[]{"0.0.0.0", ""}) {
            assertThatThrownBy(() -> start(address)).hasRootCauseInstanceOf(OpenOnlyHere.IllegalAddress.class);
        }
        OpenOnlyHere.IllegalAddress refused = new OpenOnlyHere.IllegalAddress("0.0.0.0");
        String ways = new IllegalAddressAnalyzer().analyze(refused, refused).getAction();
        assertThat(ways).contains("NABLA_SECURITY_KEY", "NABLA_SECURITY_ALLOWOPEN=true");
        start("0.0.0.0", "--nabla.security.allow-open=true");
        start("0.0.0.0", "--nabla.security.key=0123456789abcdef");
        assertThatThrownBy(() -> start("127.0.0.1", "--nabla.security.key=short")).rootCause().hasMessageContaining("too short");
    }

    private static void start(String address, String... more) {
        String[] args = new String[more.length + 2];
        args[0] = "--server.port=0";
        args[1] = "--server.address=" + address;
        System.arraycopy(more, 0, args, 2, more.length);
        new SpringApplicationBuilder(NablaApplication.class).logStartupInfo(false).run(args).close();
    }

    @Test
    void itsContextHasNoSecurity() {
        assertThat(context.containsBean("springSecurityFilterChain")).isFalse();
    }

    @Test
    void aForgedHostIsRefused() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /v1/sessions HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 421").contains("misdirected_request");
        }
    }

    @Test
    void whatAPageOfAnotherSiteCanSendIsRefused() {
        Ask page = new Ask(port, null);
        for (String type : new String[]{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
            Answer refused = page.send("POST", "/v1/sessions", "{}", "Content-Type", type, "Origin", "https://evil.example");
            assertThat(refused.status()).as(type).isEqualTo(415);
        }
        Answer unasked = page.send("POST", "/v1/jobs/fit/cancel", null, "Origin", "https://evil.example");
        assertThat(unasked.code()).isEqualTo("origin_not_allowed");
        assertThat(page.send("POST", "/v1/jobs/fit/cancel", null, "Origin", "http://127.0.0.1:" + port).code()).isEqualTo("job_not_found");
        assertThat(page.send("POST", "/v1/jobs/fit/cancel", null).code()).isEqualTo("job_not_found");
    }

    @Test
    void answersSayWhatABrowserMayDoWithThem() {
        Answer data = new Ask(port, null).get("/v1");
        assertThat(data.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(data.header("Content-Security-Policy")).contains("default-src 'none'", "sandbox");
        assertThat(data.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(data.header("Cache-Control")).isEqualTo("no-store");
        assertThat(new Ask(port, null).get("/swagger-ui/index.html").header("Content-Security-Policy")).contains("default-src 'self'");
    }
}
