package io.tollgate.bootstrap;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/// Lets the database's password come from a file, as secrets are mounted in production. Where the file can't be
/// read,
/// [StartupChecks] says so.
public final class PasswordFile implements ConfigSourceFactory {
    static final String PASSWORD = "tollgate.database.password";
    static final String FILE = "tollgate.database.password-file";
    /// Above application.properties, below the environment.
    private static final int ORDINAL = 275;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue file = context.getValue(FILE);
        if (file == null || file.getValue() == null || file.getValue().isBlank()) {
            return List.of();
        }
        try {
            String password = Files.readString(Path.of(file.getValue())).strip();
            return List.of(new PropertiesConfigSource(Map.of(PASSWORD, password), FILE, ORDINAL));
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
    }
}
