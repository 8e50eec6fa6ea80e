package dev.nabla.studio;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/** How the page's files are sent. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PageFilesTest {
    private static final Pattern KEY = Pattern.compile("^ {2}\"([a-z_.]+)\":", Pattern.MULTILINE);

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"/", "/studio/main.js", "/studio/styles/base.css", "/webjars/codemirror/lib/codemirror.js",
        "/webjars/plotly.js-dist/plotly.js", "/swagger-ui/index.css"})
    void aFileIsSentOnceAndThenAskedFor(String path) throws Exception {
        HttpResponse<String> first = get(path);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(first.headers().firstValue("Content-Security-Policy").orElse("")).contains("default-src 'self'").doesNotContain("unsafe-eval");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> second = get(path, "If-None-Match", tag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @Test
    void whatIsNotThereIsAProblem() throws Exception {
        assertThat(get("/studio/nothing.js").statusCode()).isEqualTo(404);
    }

    @Test
    void bothLanguagesHaveAllTexts() throws IOException {
        assertThat(keys("en.js")).isNotEmpty().doesNotHaveDuplicates().containsExactlyElementsOf(keys("zh-CN.js"));
    }

    private static List<String> keys(String file) throws IOException {
        String texts = new ClassPathResource("static/studio/texts/" + file).getContentAsString(StandardCharsets.UTF_8);
        return KEY.matcher(texts).results().map(found -> found.group(1)).toList();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }
}
