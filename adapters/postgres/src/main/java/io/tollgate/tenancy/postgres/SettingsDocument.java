package io.tollgate.tenancy.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.tenancy.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A project's settings as stored; what is missing is the default.
@RegisterForReflection
public record SettingsDocument(
        @Nullable List<String> allowedOrigins,
        @Nullable Duration renewalSlack,
        @Nullable Duration processingSlack,
        @Nullable String userDirectory) {
    static SettingsDocument of(Settings settings) {
        return new SettingsDocument(
                settings.allowedOrigins(),
                settings.renewalSlack(),
                settings.processingSlack(),
                settings.userDirectory() == null
                        ? null
                        : settings.userDirectory().toString());
    }

    Settings toSettings() {
        return new Settings(
                allowedOrigins == null ? List.of() : allowedOrigins,
                renewalSlack == null ? Settings.RENEWAL_SLACK : renewalSlack,
                processingSlack == null ? Settings.PROCESSING_SLACK : processingSlack,
                userDirectory == null ? null : URI.create(userDirectory));
    }
}
