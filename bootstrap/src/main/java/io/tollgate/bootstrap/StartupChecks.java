package io.tollgate.bootstrap;

import io.tollgate.payments.stripe.StripeSettings;
import io.tollgate.tenancy.http.AuthConfig;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Finds all that is missing in the configuration, or contradicts itself, before anything is touched.
@Singleton
class StartupChecks {
    private static final String UNSET = "unset";

    private final String databaseHost;
    private final String kafka;
    private final StripeSettings stripe;
    private final AuthConfig auth;

    StartupChecks(
            @ConfigProperty(name = "tollgate.database.host") String databaseHost,
            @ConfigProperty(name = "tollgate.kafka.bootstrap-servers") String kafka,
            StripeSettings stripe,
            AuthConfig auth) {
        this.databaseHost = databaseHost;
        this.kafka = kafka;
        this.stripe = stripe;
        this.auth = auth;
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (databaseHost.equals(UNSET)) {
            problems.add("TOLLGATE_DATABASE_HOST is missing: the PostgreSQL server's name");
        }
        if (kafka.startsWith(UNSET)) {
            problems.add("TOLLGATE_KAFKA_BOOTSTRAP_SERVERS is missing: host:port of the Kafka brokers");
        }
        if (auth.issuers().isEmpty()) {
            problems.add("TOLLGATE_AUTH_ISSUERS__<NAME>__ISSUER is missing: nobody could call with a token");
        }
        auth.issuers().forEach((name, issuer) -> checkKey(name, issuer, problems));
        problems.addAll(stripe.problems());
        return problems;
    }

    private static void checkKey(String name, AuthConfig.Issuer issuer, List<String> problems) {
        if (issuer.jwksUrl().isPresent() == issuer.publicKey().isPresent()) {
            problems.add("TOLLGATE_AUTH_ISSUERS__" + name.toUpperCase(Locale.ROOT)
                    + "__JWKS_URL or __PUBLIC_KEY: set exactly one of the two");
        }
    }
}
