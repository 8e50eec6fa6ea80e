package dev.nabla.studio;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person does with the page, and sees on it. Everything waits until it is there. */
final class Studio {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(25);

    private final ChromeDriver browser;
    private final String address;

    private Studio(ChromeDriver browser, int port) {
        this.browser = browser;
        this.address = "http://127.0.0.1:" + port + "/";
    }

    /** The page as someone sees it who was never there. */
    static Studio opened(int port) {
        Studio studio = new Studio(Browser.open(), port);
        studio.forgetEverything();
        studio.resize(1440, 900);
        studio.visit("");
        return studio;
    }

    /** As a browser that was never used. */
    void forgetEverything() {
        browser.get("about:blank");
        browser.executeCdpCommand("Storage.clearDataForOrigin",
                Map.of("origin", address.substring(0, address.length() - 1), "storageTypes", "all"));
        browser.get(address + "studio/nabla.svg");
        browser.executeScript("sessionStorage.clear(); localStorage.clear();");
    }

    void visit(String fragment) {
        browser.get("about:blank");
        browser.get(address + fragment);
        awaitReady();
    }

    void reload() {
        browser.navigate().refresh();
        awaitReady();
    }

    private void awaitReady() {
        one("html[data-ready]");
    }

    void resize(int width, int height) {
        browser.manage().window().setSize(new Dimension(width, height));
        browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Whatever is true at last; fails with the last reason if it never is. */
    void await(Runnable assertion) {
        AssertionError[] last = new AssertionError[1];
        try {
            new WebDriverWait(browser, PATIENCE, GLANCE).ignoring(StaleElementReferenceException.class).until(_ -> {
                try {
                    assertion.run();
                    return true;
                } catch (AssertionError notYet) {
                    last[0] = notYet;
                    return false;
                }
            });
        } catch (org.openqa.selenium.TimeoutException never) {
            if (last[0] != null) {
                throw last[0];
            }
            throw never;
        }
    }

    /** Whatever is there at last. */
    private <T> T found(Supplier<T> wanted) {
        return new WebDriverWait(browser, PATIENCE, GLANCE).ignoring(NoSuchElementException.class, StaleElementReferenceException.class)
                .until(_ -> wanted.get());
    }

    /** An element once it is there. */
    WebElement one(String css) {
        return found(() -> browser.findElement(By.cssSelector(css)));
    }

    List<WebElement> all(String css) {
        return browser.findElements(By.cssSelector(css));
    }

    /** Waits until an element that is seen says this. */
    void sees(String css, String text) {
        await(() -> assertThat(all(css)).as(css).anySatisfy(e -> {
            assertThat(e.isDisplayed()).isTrue();
            assertThat(e.getText()).contains(text);
        }));
    }

    void click(String css) {
        WebElement element = found(() -> {
            WebElement e = browser.findElement(By.cssSelector(css));
            return e.isEnabled() && e.isDisplayed() ? e : null;
        });
        browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }

    /** A button by the key of its text. */
    void press(String key) {
        click("[data-t='" + key + "']");
    }

    void choose(String css, String value) {
        new Select(one(css)).selectByValue(value);
    }

    void enter(String css, String text) {
        WebElement field = one(css);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    /** Opens a view. */
    void view(String name) {
        click("#" + name + "-tab");
        await(() -> assertThat(one("#" + name + "-panel").isDisplayed()).isTrue());
    }

    /** An empty notebook with this code pasted into its only cell. */
    void paste(String code) {
        browser.executeScript("sessionStorage.setItem('nabla.notebook', JSON.stringify({chapter: null, blocks: [{code: ''}]}))");
        reload();
        click(".CodeMirror");
        browser.executeCdpCommand("Input.insertText", Map.of("text", code));
    }

    /** Presses keys where the cursor is. */
    void keys(CharSequence... keys) {
        new Actions(browser).sendKeys(keys).perform();
    }

    void shiftEnter() {
        new Actions(browser).keyDown(Keys.SHIFT).sendKeys(Keys.ENTER).keyUp(Keys.SHIFT).perform();
    }

    /** Pastes code, runs it and waits until it has. */
    void run(String code) {
        paste(code);
        shiftEnter();
        sees(".marker", "✓");
    }

    Object script(String script, Object... arguments) {
        return browser.executeScript(script, arguments);
    }

    Object asyncScript(String script, Object... arguments) {
        browser.manage().timeouts().scriptTimeout(PATIENCE.multipliedBy(4));
        return browser.executeAsyncScript(script, arguments);
    }

    String address() {
        return address;
    }
}
