package dev.nabla;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as it starts without settings: the core alone, no adapter. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DefaultContextTest {
    /** Where the adapters' parts come from. */
    private static final List<String> ADAPTERS = List.of("org.flywaydb", "com.zaxxer", "org.springframework.jdbc",
            "org.springframework.security", "io.micrometer.prometheus", "io.micrometer.tracing", "io.opentelemetry", "io.github.bucket4j",
            "dev.nabla.journal.S",
            "dev.nabla.journal.Writer", "dev.nabla.journal.Database", "dev.nabla.observability.Metrics.");

    @Autowired
    private ConfigurableApplicationContext context;

    @Test
    void hasNoAdapterInIt() {
        List<String> types = Arrays.stream(context.getBeanDefinitionNames()).map(context::getType).filter(t -> t != null)
                .map(t -> t.getName() + ".").toList();
        assertThat(types).hasSizeGreaterThan(50)
                .allSatisfy(type -> assertThat(ADAPTERS).noneSatisfy(adapter -> assertThat(type).startsWith(adapter)));
        assertThat(context.getBeansOfType(javax.sql.DataSource.class)).isEmpty();
        assertThat(context.containsBean("springSecurityFilterChain")).isFalse();
        assertThat(context.containsBean("prometheusEndpoint")).isFalse();
    }
}
