package dev.nabla.studio;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Each view, in both themes and both languages, has nothing that axe-core calls serious or critical. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ResourceLock(Browser.LOCK)
class AccessibilityTest {
    /** Rules of WCAG 2.0 to 2.2, levels A and AA. What is inside a chart is one image to readers. */
    private static final String AUDIT = """
            const done = arguments[arguments.length - 1];
            const run = () => axe.run({exclude: ['.plot-container']}, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
                .then(found => done(found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                    .map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))));
            if (window.axe) {
                run();
            } else {
                const script = document.createElement('script');
                script.src = '/webjars/axe-core/axe.min.js';
                script.onload = run;
                document.head.append(script);
            }
            """;

    @LocalServerPort
    private int port;

    private Studio studio;

    @BeforeEach
    void open() {
        studio = Studio.opened(port);
    }

    @ParameterizedTest
    @CsvSource({"en, light", "en, dark", "zh-CN, light", "zh-CN, dark"})
    void noViewShutsReadersOut(String language, String theme) {
        studio.script("localStorage.setItem('nabla.language', arguments[0]); localStorage.setItem('nabla.theme', arguments[1])", language,
                theme);
        studio.reload();
        studio.press("notebook.run_all");
        studio.await(() -> assertThat(studio.all("#graph-panel g.node")).hasSize(3));
        audit("notebook and graph");
        studio.click("#graph-panel g.node.leaf");
        studio.await(() -> assertThat(studio.all(".details dl")).isNotEmpty());
        audit("a chosen node");
        studio.view("backward");
        studio.press("backward.run");
        studio.await(() -> assertThat(studio.all(".step-card .problem")).isNotEmpty());
        audit("backward refused");
        studio.press("backward.recompute");
        studio.press("backward.run");
        studio.click("[data-t-label='backward.next']");
        studio.await(() -> assertThat(studio.all(".step-card dl")).isNotEmpty());
        audit("backward");
        studio.view("descent");
        studio.press("descent.start");
        studio.await(() -> assertThat(studio.one(".diagnosis").isDisplayed()).isTrue());
        studio.await(() -> assertThat(studio.all(".landscape .main-svg")).isNotEmpty());
        audit("descent");
        studio.click("#descent-panel [data-t='request.show']");
        audit("a request");
    }

    @ParameterizedTest
    @CsvSource({"en, light", "zh-CN, dark"})
    void norOnAPhone(String language, String theme) {
        studio.script("localStorage.setItem('nabla.language', arguments[0]); localStorage.setItem('nabla.theme', arguments[1])", language,
                theme);
        studio.resize(360, 740);
        studio.reload();
        for (String view : List.of("notebook", "graph", "backward", "descent")) {
            studio.view(view);
            audit(view);
        }
    }

    private void audit(String what) {
        assertThat(studio.asyncScript(AUDIT)).as(what).isEqualTo(List.of());
    }
}
