package dev.nabla.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/** The README's table of settings is the settings. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SettingsTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z.-]+)` \\| `([A-Z_]+)` \\| (.*?) \\|", Pattern.MULTILINE);

    @Autowired
    private ApplicationContext context;

    @Test
    void everySettingIsInTheTable() throws IOException {
        TreeSet<String> settings = new TreeSet<>();
        for (ConfigurationPropertiesBean bean : ours()) {
            for (var component : bean.getInstance().getClass().getRecordComponents()) {
                settings.add(bean.getAnnotation().prefix() + "." + DataObjectPropertyName.toDashedForm(component.getName()));
            }
        }
        assertThat(table().keySet()).as("settings in README.md").filteredOn(property -> property.startsWith("nabla."))
                .containsExactlyElementsOf(settings);
    }

    @Test
    void itsDefaultsAreThoseInForce() throws IOException {
        Binder table = new Binder(new MapConfigurationPropertySource(table()));
        for (ConfigurationPropertiesBean bean : ours()) {
            Object settings = bean.getInstance();
            assertThat(table.bindOrCreate(bean.getAnnotation().prefix(), settings.getClass())).isEqualTo(settings);
        }
        PropertySource<?> file = new YamlPropertySourceLoader().load("file", new ClassPathResource("application.yml")).getFirst();
        table().forEach((property, value) -> {
            if (!property.startsWith("nabla.")) {
                assertThat(String.valueOf(file.getProperty(property))).as(property).isEqualTo(value);
            }
        });
    }

    @Test
    void itsEnvironmentNamesAreSprings() throws IOException {
        ROW.matcher(readme()).results().forEach(row -> assertThat(row.group(2))
                .isEqualTo(row.group(1).replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT)));
    }

    private List<ConfigurationPropertiesBean> ours() {
        return ConfigurationPropertiesBean.getAll(context).values().stream()
                .filter(bean -> bean.getInstance().getClass().getPackageName().startsWith("dev.nabla")).toList();
    }

    /** Property and default, sorted. */
    private static Map<String, String> table() throws IOException {
        return ROW.matcher(readme()).results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(3).replace("`", ""), (a, _) -> a, TreeMap::new));
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
