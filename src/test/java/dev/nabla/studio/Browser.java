package dev.nabla.studio;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The machine's Chromium, started once for all tests and closed with the JVM. Tests that use it hold the lock of this name. */
final class Browser {
    /** The resource that tests lock: they type and look one after the other. */
    static final String LOCK = "browser";

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> ARGUMENTS = List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-first-run", "--lang=en");

    private Browser() {
    }

    private static final class Holder {
        private static final ChromeDriver DRIVER = start();

        private Holder() {
        }

        private static ChromeDriver start() {
            ChromeOptions options = new ChromeOptions().addArguments(ARGUMENTS);
            options.setBinary(browser().orElseThrow().toFile());
            options.setExperimentalOption("prefs", Map.of("intl.accept_languages", "en"));
            ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(chromedriver().orElseThrow().toFile()).build();
            ChromeDriver started = new ChromeDriver(service, options);
            Runtime.getRuntime().addShutdownHook(new Thread(started::quit));
            return started;
        }
    }

    /** The browser; without one on this machine the test is skipped. */
    static ChromeDriver open() {
        Assumptions.assumeTrue(browser().isPresent() && chromedriver().isPresent(),
                "the page is not tested: no Chromium (" + String.join(", ", NAMES) + ") or no chromedriver on the PATH");
        return Holder.DRIVER;
    }

    private static Optional<Path> browser() {
        return NAMES.stream().map(Browser::onPath).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Path> chromedriver() {
        return onPath("chromedriver");
    }

    private static Optional<Path> onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable).findFirst();
    }
}
