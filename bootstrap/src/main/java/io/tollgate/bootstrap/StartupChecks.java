package io.tollgate.bootstrap;

import io.tollgate.payments.stripe.StripeSettings;
import io.tollgate.tenancy.http.AuthConfig;
import io.tollgate.tenancy.http.IssuerChecks;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Finds all that is missing in the configuration, or contradicts itself, before anything is touched.
@Singleton
class StartupChecks {
    private static final String UNSET = "unset";

    private final String databaseHost;
    private final Optional<String> passwordFile;
    private final String kafka;
    private final StripeSettings stripe;
    private final AuthConfig auth;
    private final PublicUrl publicUrl;

    StartupChecks(
            @ConfigProperty(name = "tollgate.database.host") String databaseHost,
            @ConfigProperty(name = PasswordFile.FILE) Optional<String> passwordFile,
            @ConfigProperty(name = "tollgate.kafka.bootstrap-servers") String kafka,
            StripeSettings stripe,
            AuthConfig auth,
            PublicUrl publicUrl) {
        this.databaseHost = databaseHost;
        this.passwordFile = passwordFile;
        this.kafka = kafka;
        this.stripe = stripe;
        this.auth = auth;
        this.publicUrl = publicUrl;
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (databaseHost.equals(UNSET)) {
            problems.add("TOLLGATE_DATABASE_HOST is missing: the PostgreSQL server's name");
        }
        passwordFile
                .filter(file -> !Files.isReadable(Path.of(file)))
                .ifPresent(file -> problems.add("TOLLGATE_DATABASE_PASSWORD_FILE can't be read: " + file));
        if (kafka.startsWith(UNSET)) {
            problems.add("TOLLGATE_KAFKA_BOOTSTRAP_SERVERS is missing: host:port of the Kafka brokers");
        }
        publicUrl.problem().ifPresent(problems::add);
        problems.addAll(IssuerChecks.problems(auth));
        problems.addAll(stripe.problems());
        return problems;
    }
}
