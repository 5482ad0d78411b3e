package io.tollgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SessionsTest {
    @Inject
    Database database;

    @Test
    void a_connection_of_the_application_waits_for_nothing_for_long() {
        assertThat(setting("lock_timeout")).isEqualTo("5s");
        assertThat(setting("statement_timeout")).isEqualTo("15s");
        assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("20s");
    }

    private String setting(String name) {
        return database.run(Statement.of("select current_setting($1)", name))
                .iterator()
                .next()
                .getString(0);
    }
}
