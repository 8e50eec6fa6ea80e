package dev.nabla.studio;

import java.util.List;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** What learners and engineers do with the page, in a real browser. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ResourceLock(Browser.LOCK)
class StudioStoriesTest {
    private static final String FIRST_CHAPTER = """
            import torch
            x = torch.tensor(1.0, requires_grad=True)
            y = x ** 2
            z = y + 1
            """;
    private static final String SSE = """
            import torch
            a = torch.tensor(0.0, requires_grad=True)
            b = torch.tensor(0.0, requires_grad=True)
            sse = (2 - a - b) ** 2 + (4 - 3 * a - b) ** 2
            """;

    @LocalServerPort
    private int port;

    private Studio studio;

    @BeforeEach
    void open() {
        studio = Studio.opened(port);
    }

    @Test
    void theFirstChapterPastedShowsThreeNodesAndTheGradient() {
        studio.run(FIRST_CHAPTER + "z.backward()\nx.grad");
        studio.sees(".result", "tensor(2.)");
        studio.await(() -> assertThat(studio.all("#graph-panel g.node")).hasSize(3));
        studio.click("#graph-panel g.node.leaf");
        studio.sees(".details", "x leaf");
        studio.sees(".details dd", "tensor(1., requires_grad=True)");
        studio.sees(".details dd", "2");
        studio.click("#graph-panel g.node.intermediate");
        studio.sees(".details .history", "y = pow 2 (x)");
        studio.sees(".details .formula", "g·y·x^(y − 1)");
    }

    @Test
    void backwardIsSteppedThroughAndASecondOneExplained() {
        studio.run(FIRST_CHAPTER);
        studio.view("backward");
        studio.press("backward.run");
        studio.sees(".count", "step 0 of 3");
        studio.click("[data-t-label='backward.next']");
        studio.sees(".step-card", "d(y + 1)/dy = 1");
        studio.click("[data-t-label='backward.next']");
        studio.sees(".step-card", "d(x**2)/dx = 2·x = 2");
        studio.sees(".step-card", "lets go of them now");
        assertThat(studio.one("#backward-panel g.node.now").getText()).contains("y");
        studio.click("[data-t-label='backward.next']");
        studio.sees(".step-card", "x.grad += g = 2");
        studio.press("backward.again");
        studio.sees(".step-card", "Trying to backward through the graph a second time");
        studio.sees(".step-card", "PowBackward0 had kept values");
    }

    @Test
    void theDescentOfTheSumOfSquaredErrorsReachesItsMinimum() {
        studio.run(SSE);
        studio.view("descent");
        studio.enter("#descent-lr", "0.05");
        studio.enter("#descent-steps", "400");
        studio.press("descent.start");
        studio.sees(".job-status", "succeeded: step 400 of 400");
        studio.sees(".diagnosis", "Fine.");
        studio.sees(".landscape .note", "At (1, 1)");
        studio.await(() -> assertThat(studio.all(".curve .main-svg, .landscape .main-svg")).hasSizeGreaterThan(1));
    }

    @Test
    void aStepSizeThatDivergesIsExplained() {
        studio.run(SSE);
        studio.view("descent");
        studio.enter("#descent-lr", "0.1");
        studio.press("descent.start");
        studio.sees(".diagnosis", "Diverging.");
        studio.sees(".diagnosis", "0.08579");
    }

    @Test
    void stepSizesAreCompared() {
        studio.run(SSE);
        studio.view("descent");
        studio.enter("#sweep-sizes", "0.05, 0.1");
        studio.press("sweep.start");
        studio.sees(".verdict", "Fine.");
        studio.sees(".verdict", "Diverging.");
    }

    @Test
    void anErrorIsShownAtItsLine() {
        studio.paste("import torch\nx = torch.ones(2)\ny = x + torch.ones(3)\n");
        studio.shiftEnter();
        studio.sees(".error-note", "RuntimeError: The size of tensor a (2) must match");
        assertThat(studio.one(".error-line").getText()).contains("torch.ones(3)");
        studio.sees(".cell-output .problem", "Line 3");
    }

    @Test
    void theLanguageIsSwitchedInThePageAndAskedOfTheService() {
        studio.run(SSE);
        studio.view("descent");
        studio.enter("#descent-lr", "0.1");
        studio.press("descent.start");
        studio.sees(".diagnosis", "Diverging.");
        studio.click(".menu summary");
        studio.choose("#language", "zh-CN");
        studio.sees("#descent-tab", "梯度下降");
        studio.sees(".diagnosis", "发散");
        assertThat(studio.one("html").getDomAttribute("lang")).isEqualTo("zh-CN");
        studio.reload();
        studio.sees("#graph-tab", "计算图");
    }

    @Test
    void aSharedLinkRebuildsTheCellsElsewhereAndRunsNothing() {
        studio.paste("import torch\nprint(torch.tensor(3.0))\n");
        studio.press("share");
        String link = studio.one("#share-link").getDomProperty("value");
        assertThat(link).startsWith(studio.address() + "#notebook=");
        studio.forgetEverything();
        studio.visit(link.substring(studio.address().length()));
        studio.sees(".CodeMirror", "print(torch.tensor(3.0))");
        studio.sees("#notice", "None of them has run");
        assertThat(studio.all(".cell-output *")).isEmpty();
        studio.sees("#session-name", "no session yet");
        studio.press("notebook.run_all");
        studio.sees(".stdout", "tensor(3.)");
    }

    @Test
    void aJobSurvivesAReload() {
        studio.run(SSE);
        studio.view("descent");
        studio.enter("#descent-lr", "0.000001");
        studio.enter("#descent-steps", "900000000");
        studio.press("descent.start");
        studio.sees(".job-status", "running");
        studio.reload();
        studio.view("descent");
        studio.sees(".job-status", "running");
        studio.press("descent.pause");
        studio.sees(".job-status", "paused");
        studio.press("descent.resume");
        studio.sees(".job-status", "running");
        studio.press("descent.cancel");
        studio.sees(".job-status", "cancelled");
    }

    @Test
    void theKeyboardIsEnough() {
        studio.paste(FIRST_CHAPTER);
        studio.shiftEnter();
        studio.sees(".marker", "✓");
        studio.await(() -> assertThat(studio.all("#graph-panel g.node")).hasSize(3));
        studio.script("document.activeElement.blur()");
        tabTo("#graph-tab");
        tabTo("#graph-panel g.node");
        studio.keys(Keys.ARROW_RIGHT, Keys.ENTER);
        studio.sees(".details", "y intermediate");
        studio.keys("+", "0");
        tabTo("#graph-tab");
        studio.keys(Keys.ARROW_RIGHT);
        studio.await(() -> assertThat(studio.one("#backward-panel").isDisplayed()).isTrue());
        tabTo("#backward-panel button.primary");
        studio.keys(Keys.ENTER);
        studio.sees(".count", "step 0 of 3");
        tabTo("[data-t-label='backward.next']");
        studio.keys(Keys.ENTER);
        studio.sees(".count", "step 1 of 3");
    }

    /** Goes on with the Tab key until the cursor is there. */
    private void tabTo(String css) {
        for (int presses = 0; presses < 60; presses++) {
            studio.keys(Keys.TAB);
            if (Boolean.TRUE.equals(studio.script("return document.activeElement.matches(arguments[0])", css))) {
                return;
            }
        }
        throw new AssertionError("Tab does not lead to " + css);
    }

    @Test
    void everyActionIsShownAsARequest() {
        studio.run(FIRST_CHAPTER);
        studio.click("#graph-panel [data-t='request.show']");
        studio.sees("dialog pre", "curl -s");
        studio.sees("dialog pre", "import requests");
        studio.sees("dialog pre", "/graph?max_nodes=120");
    }

    @Test
    void theChaptersPicturesAreLive() {
        studio.sees("figcaption", "z = y + 1 the output");
        studio.sees("figcaption", "At (1, 1) the slope is 2; the tangent is 2·x + (−1).");
        studio.sees("figcaption", "At (0, 0) the gradient is (−28, −12)");
    }

    @Test
    void everythingComesFromTheServiceItself() {
        studio.sees("figcaption", "At (1, 1) the slope is 2");
        Object loaded = studio.script("return performance.getEntriesByType('resource').map(entry => entry.name)");
        assertThat(loaded).asInstanceOf(InstanceOfAssertFactories.list(String.class)).hasSizeGreaterThan(30)
                .allSatisfy(url -> assertThat(url).startsWith(studio.address()));
    }

    @Test
    void onAPhoneTheViewsTakeTurns() {
        studio.resize(360, 740);
        studio.visit("");
        for (String view : List.of("notebook", "graph", "backward", "descent")) {
            studio.view(view);
            assertThat(studio.script("return document.documentElement.scrollWidth <= innerWidth")).as(view).isEqualTo(true);
        }
    }
}
