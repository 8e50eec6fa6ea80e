package dev.nabla;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/** The folders are the architecture: who may know whom. What is not drawn here is forbidden. */
class ArchitectureTest {

    static final List<String> ENGINE = List.of("engine", "engine.array", "engine.optim", "engine.plan");

    // @formatter:off
    /** Each room and the rooms it may know. No row names journal or security: the service is complete without them. */
    static final Map<String, List<String>> ARROWS = Map.ofEntries(
        entry("engine.array", List.of()),
        entry("engine.optim", List.of("engine.array")),
        entry("engine",       List.of("engine.array")),
        entry("engine.plan",  List.of("engine.array", "engine.optim", "engine")),
        entry("lang.syntax",  List.of()),
        entry("lang.value",   and(ENGINE, "lang.syntax")),
        entry("lang.run",     and(ENGINE, "lang.syntax", "lang.value")),
        entry("lang.torch",   and(ENGINE, "lang.syntax", "lang.value")),
        entry("lang.nn",      and(ENGINE, "lang.syntax", "lang.value", "lang.torch")),
        entry("lang.optim",   and(ENGINE, "lang.syntax", "lang.value", "lang.torch", "lang.nn")),
        entry("lang.numpy",   and(ENGINE, "lang.syntax", "lang.value", "lang.torch")),
        entry("lang.pyplot",  and(ENGINE, "lang.value", "lang.torch", "lang.numpy")),
        entry("lang.library", and(ENGINE, "lang.syntax", "lang.value", "lang.torch", "lang.nn", "lang.optim", "lang.numpy", "lang.pyplot")),
        entry("lang",         and(ENGINE, "lang.syntax", "lang.value", "lang.run", "lang.torch", "lang.library")),
        entry("session",      and(ENGINE, "lang")),
        entry("job",          and(ENGINE, "lang", "session")),
        entry("render",       and(ENGINE, "session")),
        entry("web",          ENGINE),
        entry("session.web",  and(ENGINE, "session", "web", "render")),
        entry("job.web",      and(ENGINE, "job", "web", "render")),
        entry("studio",       List.of()),
        entry("journal",      and(ENGINE, "session", "job", "web")),
        entry("security",     List.of("web")),
        entry("observability", and(ENGINE, "session", "job", "web")));
    // @formatter:on

    private static final List<String> ROOMS = ARROWS.keySet().stream().sorted().toList();

    private static final JavaClasses NABLA = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("dev.nabla");

    @ParameterizedTest
    @FieldSource("ROOMS")
    void aRoomKnowsOnlyTheRoomsDrawn(String room) {
        String[] known = Stream.concat(Stream.of(room), ARROWS.get(room).stream()).map(ArchitectureTest::packageOf).toArray(String[]::new);
        classes().that().resideInAPackage(packageOf(room))
                .should().onlyDependOnClassesThat(resideOutsideOfPackage("dev.nabla..").or(resideInAnyPackage(known)))
                .allowEmptyShould(true).check(NABLA);
    }

    @Test
    void everyPackageIsARoom() {
        JavaPackage root = NABLA.getPackage("dev.nabla");
        assertThat(root.getSubpackagesInTree().stream().filter(p -> !p.getClasses().isEmpty()).map(JavaPackage::getName))
                .isSubsetOf(ROOMS.stream().map(ArchitectureTest::packageOf).toList());
    }

    @Test
    void theEngineIsPlainJava() {
        DescribedPredicate<JavaClass> plainJava = resideInAnyPackage("java..", "dev.nabla.engine..", "org.jspecify..")
                .and(resideOutsideOfPackages("java.sql..", "java.net.http.."));
        classes().that().resideInAPackage("dev.nabla.engine..").and().resideOutsideOfPackage("dev.nabla.engine.array")
                .should().onlyDependOnClassesThat(plainJava)
                .allowEmptyShould(true).check(NABLA);
        classes().that().resideInAPackage("dev.nabla.engine.array")
                .should().onlyDependOnClassesThat(plainJava.or(resideInAPackage("jdk.incubator.vector..")))
                .allowEmptyShould(true).check(NABLA);
    }

    @Test
    void theLanguageKnowsNoFramework() {
        noClasses().that().resideInAPackage("dev.nabla.lang..")
                .should().dependOnClassesThat(resideInAnyPackage("org.springframework..", "tools.jackson..", "com.fasterxml..",
                        "java.sql..", "jakarta.."))
                .allowEmptyShould(true).check(NABLA);
    }

    @Test
    void databasesLiveInTheJournal() {
        noClasses().that().resideOutsideOfPackage("dev.nabla.journal..")
                .should().dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..",
                        "org.flywaydb..",
                        "com.github.kagkarlsson..", "org.h2..", "org.postgresql.."))
                .check(NABLA);
    }

    @Test
    void controllersLiveInWebRooms() {
        classes().that().areMetaAnnotatedWith(Controller.class).or().areMetaAnnotatedWith(ControllerAdvice.class)
                .should().resideInAPackage("dev.nabla..web")
                .allowEmptyShould(true).check(NABLA);
    }

    private static List<String> and(List<String> rooms, String... more) {
        return Stream.concat(rooms.stream(), Stream.of(more)).toList();
    }

    private static String packageOf(String room) {
        return "dev.nabla." + room;
    }
}
