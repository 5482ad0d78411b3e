package io.tollgate.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// Reads what a native image would be made from (`bootstrap/target/native-sources`, made in the same build).
class NativeImageIT {
    private static final Path SOURCES = Path.of("target", "native-sources");

    @Test
    void every_class_that_goes_through_json_is_registered_for_reflection() throws IOException {
        Set<String> registered = registered();

        Set<String> missing =
                jsonClasses().filter(name -> !registered.contains(name)).collect(Collectors.toCollection(TreeSet::new));

        assertThat(missing)
                .as("annotate them with @RegisterForReflection, or put them into a resource's signature")
                .isEmpty();
    }

    @Test
    void migrations_and_schemas_are_in_the_image() throws IOException {
        String resources = entry("META-INF/native-image/resource-config.json");

        assertThat(resources).contains("db/migration");
    }

    @Test
    void an_image_can_neither_be_dumped_nor_inspected() throws IOException {
        String arguments = Files.readString(SOURCES.resolve("native-image.args"));

        assertThat(arguments).doesNotContain("--enable-monitoring=heapdump").doesNotContain("jmx");
    }

    /// Records are what we make JSON from: all of them in the rooms that speak it, but those that say they never
    /// do.
    private static Stream<String> jsonClasses() {
        return new ClassFileImporter()
                .importPackages("io.tollgate").stream()
                        .filter(c -> !c.getPackageName().contains("fixtures"))
                        .filter(NativeImageIT::goesThroughJson)
                        .map(JavaClass::getName);
    }

    private static boolean goesThroughJson(JavaClass c) {
        // One that names others is about those, not about itself.
        boolean annotated = c.tryGetAnnotationOfType(RegisterForReflection.class)
                .filter(named -> named.targets().length == 0 && named.classNames().length == 0)
                .isPresent();
        boolean nestedInResource = c.isRecord()
                && c.getEnclosingClass()
                        .filter(e -> e.getSimpleName().endsWith("Resource"))
                        .isPresent();
        return annotated || nestedInResource;
    }

    private static Set<String> registered() throws IOException {
        JsonNode all = new ObjectMapper().readTree(entry("META-INF/native-image/reflect-config.json"));
        return StreamSupport.stream(all.spliterator(), false)
                .map(node -> node.path("name").asText())
                .collect(Collectors.toSet());
    }

    private static String entry(String name) throws IOException {
        try (ZipFile jar = new ZipFile(runner().toFile());
                var in = jar.getInputStream(jar.getEntry(name))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static Path runner() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<Path> runners = files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .toList();
            assertThat(runners).hasSize(1);
            return runners.getFirst();
        }
    }
}
