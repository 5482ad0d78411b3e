package io.tollgate.payments.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.net.StripeResponse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One account's client, and what stands before it. From the outside in: a place among the calls under way, without
/// which a call is turned away at once; repetitions, always of the same request with the same key; the turn by the
/// account's limit, of each repetition, too; the circuit breaker, which after a run of failures sends nothing for a
/// while, then one request to see.
final class GuardedClient {
    private static final Logger LOG = Logger.getLogger(GuardedClient.class);
    /// At 80 requests a second and half a second each, 40 are under way.
    static final int AT_ONCE = 128;

    private static final int REPETITIONS = 4;
    /// Of the last requests, this many and this part must have failed to open the breaker, for so long.
    private static final int WINDOW = 20;

    private static final double FAILED = 0.75;

    private final String account;
    private final StripeClient stripe;
    private final Optional<Rate> rate;
    private final Patience patience;
    private final MeterRegistry metrics;
    private final Places places = new Places(AT_ONCE);
    private final TypedGuard<StripeResponse> repeating;
    private final TypedGuard<StripeResponse> breaking;
    private volatile CircuitBreakerState breaker = CircuitBreakerState.CLOSED;

    /// @param rate empty: no limit
    GuardedClient(
            StripeAccount account, StripeClient stripe, Optional<Rate> rate, Patience patience, MeterRegistry metrics) {
        this.account = account.provider().name();
        this.stripe = stripe;
        this.rate = rate;
        this.patience = patience;
        this.metrics = metrics;
        this.repeating = repeating();
        this.breaking = breaking();
        measure();
    }

    interface Request {
        StripeResponse on(StripeClient client) throws StripeException;
    }

    /// @throws NotSent if nothing was sent
    /// @throws StripeException of the last attempt that was
    StripeResponse send(Urgency urgency, Request request) throws Exception {
        if (!places.take(urgency)) {
            throw turnedAway(NotSent.Why.BUSY);
        }
        Attempts attempts = new Attempts(urgency, request);
        try {
            return repeating.call(attempts);
        } catch (NotSent e) {
            throw attempts.last == null ? e : attempts.last;
        } finally {
            places.give(urgency);
        }
    }

    /// The attempts of one call.
    private final class Attempts implements Callable<StripeResponse> {
        private final Urgency urgency;
        private final Request request;
        private final long end = System.nanoTime() + patience.resend().toNanos();
        /// How the last one that was sent has failed. That a repetition is turned away says nothing of it.
        private @Nullable StripeException last;

        Attempts(Urgency urgency, Request request) {
            this.urgency = urgency;
            this.request = request;
        }

        @Override
        public StripeResponse call() throws Exception {
            await(urgency, Duration.ofNanos(end - System.nanoTime()));
            try {
                return breaking.call(() -> request.on(stripe));
            } catch (StripeException e) {
                last = e;
                throw e;
            } catch (CircuitBreakerOpenException e) {
                throw turnedAway(NotSent.Why.BREAKER);
            }
        }
    }

    private void await(Urgency urgency, Duration atMost) throws InterruptedException {
        if (rate.isEmpty()) {
            return;
        }
        Timer.Sample waited = Timer.start(metrics);
        boolean ours = rate.get().take(urgency, atMost);
        waited.stop(metrics.timer("tollgate.provider.limit.waits", "provider", account));
        if (!ours) {
            throw turnedAway(NotSent.Why.LIMIT);
        }
    }

    private NotSent turnedAway(NotSent.Why why) {
        metrics.counter("tollgate.provider.turned.away", "provider", account, "reason", why.tag())
                .increment();
        return new NotSent(why);
    }

    private TypedGuard<StripeResponse> repeating() {
        return TypedGuard.create(StripeResponse.class)
                .withRetry()
                .maxRetries(REPETITIONS)
                .maxDuration(patience.resend().toMillis(), ChronoUnit.MILLIS)
                .delay(patience.pause().toMillis(), ChronoUnit.MILLIS)
                .jitter(patience.pause().toMillis(), ChronoUnit.MILLIS)
                .whenException(e -> e instanceof ApiConnectionException || (e instanceof Refusal r && r.isPassing()))
                .beforeRetry(this::count)
                .withExponentialBackoff()
                .maxDelay(1, ChronoUnit.SECONDS)
                .done()
                .done()
                .build();
    }

    private void count(Throwable failure) {
        String reason = failure instanceof Refusal refusal ? Integer.toString(refusal.status()) : "connection";
        metrics.counter("tollgate.provider.retries", "provider", account, "reason", reason)
                .increment();
    }

    private TypedGuard<StripeResponse> breaking() {
        return TypedGuard.create(StripeResponse.class)
                .withCircuitBreaker()
                .when(e -> e instanceof ApiConnectionException || (e instanceof Refusal r && r.isFailure()))
                .requestVolumeThreshold(WINDOW)
                .failureRatio(FAILED)
                .delay(patience.leftAlone().toMillis(), ChronoUnit.MILLIS)
                .onStateChange(this::changed)
                .done()
                .build();
    }

    private void changed(CircuitBreakerState state) {
        breaker = state;
        LOG.warnf("The circuit breaker of the provider account %s is %s", account, state);
    }

    private void measure() {
        Gauge.builder("tollgate.provider.breaker", () -> level(breaker))
                .description("The account's circuit breaker: 0 closed, 1 trying, 2 open")
                .tag("provider", account)
                .register(metrics);
        Gauge.builder("tollgate.provider.calls.active", places::taken)
                .description("Calls to the provider that are under way")
                .tag("provider", account)
                .register(metrics);
    }

    private static int level(CircuitBreakerState state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }
}
