package io.tollgate.bootstrap;

import io.tollgate.jobs.usecase.FailureLog;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// Writes down what workers survive, beside the ids to look for.
@Singleton
class LoggedFailures implements FailureLog {
    private final Logger log = Logger.getLogger(LoggedFailures.class);

    @Override
    public void failed(Work work, Throwable cause) {
        put("work", work.name());
        put("project", work.project());
        put("order", work.order());
        put("event", work.event());
        try {
            log.warn("work failed, and will be tried again", cause);
        } finally {
            MDC.clear();
        }
    }

    private static void put(String key, @Nullable String value) {
        if (value != null) {
            MDC.put(key, value);
        }
    }
}
