package io.tollgate.providerevents.stripe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Events of Stripe's as recorded: a few beside this class, the whole collection where it is at hand.
final class RecordedEvents {
    private RecordedEvents() {}

    /// One that is kept in the repository, by its file's name without the ending.
    static byte[] kept(String name) {
        try (InputStream file = RecordedEvents.class.getResourceAsStream("/events/" + name + ".json")) {
            if (file == null) {
                throw new IllegalArgumentException(name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All files of the collection: `TOLLGATE_SHARED`, or `shared` beside one of the folders above the repository.
    static Optional<List<Path>> all() throws IOException {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder.get())) {
            return Optional.of(files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.endsWith("manifest.json"))
                    .sorted()
                    .toList());
        }
    }

    private static Optional<Path> folder() {
        String told = System.getenv("TOLLGATE_SHARED");
        Path root = Path.of(System.getProperty("tollgate.root", "."))
                .toAbsolutePath()
                .normalize();
        Stream<Path> candidates = told == null
                ? Stream.iterate(root, path -> path != null, Path::getParent).map(path -> path.resolve("shared"))
                : Stream.of(Path.of(told));
        return candidates
                .map(path -> path.resolve("stripe").resolve("events"))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
