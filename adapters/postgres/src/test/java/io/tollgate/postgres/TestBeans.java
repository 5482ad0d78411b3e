package io.tollgate.postgres;

import io.tollgate.fixtures.contracts.PlainEncoder;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.publishing.EventEncoder;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/// What other modules bring in the real application.
public final class TestBeans {
    @Produces
    @Singleton
    InstantSource time() {
        return new TestTime(Samples.START);
    }

    @Produces
    @Singleton
    EventEncoder encoder() {
        return new PlainEncoder();
    }
}
