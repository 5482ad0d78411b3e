package io.tollgate.bootstrap;

import io.tollgate.jobs.usecase.FailureLog;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/// Writes down what workers survive.
@Singleton
class LoggedFailures implements FailureLog {
    private final Logger log = Logger.getLogger(LoggedFailures.class);

    @Override
    public void failed(String work, Throwable cause) {
        MDC.put("work", work);
        log.warn("work failed, and will be tried again", cause);
        MDC.remove("work");
    }
}
