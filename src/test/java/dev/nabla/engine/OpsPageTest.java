package dev.nabla.engine;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/ops.md} says what the op tables say. */
class OpsPageTest {
    @Test
    void pageIsCurrent() throws IOException {
        if (Boolean.getBoolean("nabla.docs.update")) {
            OpsPage.main(new String[0]);
        }
        assertThat(Files.readString(OpsPage.PATH)).isEqualTo(OpsPage.text());
    }
}
