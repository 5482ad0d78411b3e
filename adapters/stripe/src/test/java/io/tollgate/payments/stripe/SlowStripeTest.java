package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Outcome.Done;
import io.tollgate.payments.Outcome.Unknown;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.payments.stripe.StubStripe.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A Stripe that is slow or fails takes no more of us than it may have, and is found again when it recovers.
class SlowStripeTest {
    private static final ProviderAccount PROVIDER = new ProviderAccount("default");
    private static final ProviderAccount OTHER = new ProviderAccount("other");
    private static final Answer FINE = Answer.of(200, "{\"id\":\"x_1\"}");
    private static final Unknown<StripeObject> BUSY = new Unknown<>("busy: too many calls at once");
    private static final Unknown<StripeObject> LEFT_ALONE = new Unknown<>("not sent: the provider has been failing");
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(1);

    private final StubStripe stripe = new StubStripe();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch slow = new CountDownLatch(1);

    @AfterEach
    void stop() {
        slow.countDown();
        threads.shutdownNow();
        stripe.close();
    }

    @Test
    void beyond_so_many_calls_at_once_the_next_is_turned_away_and_waits_for_nothing() throws Exception {
        stripe.always(FINE.after(slow));
        StripeApi api = api(LONG);
        List<Future<Outcome<StripeObject>>> held = call(api, GuardedClient.AT_ONCE);
        stripe.awaitAsked(GuardedClient.AT_ONCE);

        assertThat(call(api)).isEqualTo(BUSY);

        assertThat(stripe.asked()).hasSize(GuardedClient.AT_ONCE);
        assertThat(gauge("tollgate.provider.calls.active")).isEqualTo(GuardedClient.AT_ONCE);
        slow.countDown();
        for (Future<Outcome<StripeObject>> one : held) {
            assertThat(one.get()).isInstanceOf(Done.class);
        }
        assertThat(call(api)).isInstanceOf(Done.class);
        assertThat(gauge("tollgate.provider.calls.active")).isZero();
    }

    @Test
    void one_slow_account_does_not_hold_up_another() throws Exception {
        stripe.always(FINE.after(slow));
        StripeApi api = api(LONG);
        call(api, GuardedClient.AT_ONCE);
        stripe.awaitAsked(GuardedClient.AT_ONCE);
        stripe.next(FINE);

        assertThat(api.get(OTHER, "test", "/v1/x", new Form())).isInstanceOf(Done.class);
    }

    @Test
    void work_in_the_background_leaves_room_for_those_who_wait() throws Exception {
        stripe.always(FINE.after(slow));
        StripeApi api = api(LONG);
        int background = Urgency.shareOfBackground(GuardedClient.AT_ONCE);
        call(api.inBackground(), background);
        stripe.awaitAsked(background);
        stripe.next(FINE);

        assertThat(call(api.inBackground())).isEqualTo(BUSY);
        assertThat(call(api)).isInstanceOf(Done.class);
    }

    @Test
    void a_provider_that_fails_is_sent_nothing_for_a_while() {
        stripe.always(Answer.of(500, ""));
        StripeApi api = api(LONG);
        fail(api);
        int sent = stripe.asked().size();
        stripe.always(FINE);

        assertThat(call(api)).isEqualTo(LEFT_ALONE);

        assertThat(stripe.asked()).hasSize(sent);
        assertThat(gauge("tollgate.provider.breaker")).isEqualTo(2);
        assertThat(metrics.get("tollgate.provider.turned.away")
                        .tags("provider", "default", "reason", "breaker")
                        .counter()
                        .count())
                .isPositive();
        assertThat(api.get(OTHER, "test", "/v1/x", new Form())).isInstanceOf(Done.class);
    }

    @Test
    void a_provider_that_never_answers_is_left_alone_too() {
        stripe.always(Answer.never());
        StripeApi api = api(LONG, Duration.ofMillis(20));

        fail(api);

        assertThat(call(api)).isEqualTo(LEFT_ALONE);
    }

    @Test
    void a_repetition_that_is_turned_away_says_nothing_of_the_request_that_was_sent() {
        // Each counts, and none is repeated: the breaker opens with the next.
        stripe.always(Answer.of(500, "").with("Stripe-Should-Retry", "false"));
        StripeApi api = api(LONG);
        for (int i = 0; i < 19; i++) {
            call(api);
        }
        stripe.always(Answer.of(500, ""));

        assertThat(call(api)).isEqualTo(new Unknown<>("busy: status 500"));

        assertThat(stripe.asked()).hasSize(20);
        assertThat(call(api)).isEqualTo(LEFT_ALONE);
        assertThat(gauge("tollgate.provider.calls.active")).isZero();
    }

    @Test
    void who_refuses_is_not_failing() {
        stripe.always(Answer.of(402, "{\"error\":{\"type\":\"card_error\",\"code\":\"card_declined\"}}"));
        StripeApi api = api(LONG);

        for (int i = 0; i < 50; i++) {
            assertThat(call(api)).isInstanceOf(Outcome.Declined.class);
        }

        assertThat(gauge("tollgate.provider.breaker")).isZero();
    }

    @Test
    void after_a_while_one_request_tries_and_while_it_does_no_other_is_sent() throws Exception {
        stripe.always(Answer.of(500, ""));
        StripeApi api = api(SOON);
        fail(api);
        int sent = stripe.asked().size();
        stripe.always(FINE.after(slow));

        Future<Outcome<StripeObject>> probe = threads.submit(() -> callUntilSent(api));
        stripe.awaitAsked(sent + 1);
        assertThat(call(api)).isEqualTo(LEFT_ALONE);
        assertThat(stripe.asked()).hasSize(sent + 1);
        assertThat(gauge("tollgate.provider.breaker")).isEqualTo(1);

        slow.countDown();
        assertThat(probe.get()).isInstanceOf(Done.class);
        assertThat(call(api)).isInstanceOf(Done.class);
        assertThat(gauge("tollgate.provider.breaker")).isZero();
    }

    @Test
    void a_request_that_tries_in_vain_is_one_more_while_of_nothing() {
        stripe.always(Answer.of(500, ""));
        StripeApi api = api(SOON);
        fail(api);
        int sent = stripe.asked().size();

        assertThat(callUntilSent(api)).isInstanceOf(Unknown.class);

        // Not closed: whether the next may try yet depends on the time.
        assertThat(gauge("tollgate.provider.breaker")).isPositive();
        assertThat(stripe.asked().size()).isGreaterThan(sent);
    }

    private double gauge(String name) {
        return metrics.get(name).tag("provider", "default").gauge().value();
    }

    private static Outcome<StripeObject> call(StripeApi api) {
        return api.get(PROVIDER, "test", "/v1/x", new Form());
    }

    private List<Future<Outcome<StripeObject>>> call(StripeApi api, int times) {
        List<Future<Outcome<StripeObject>>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            calls.add(threads.submit(() -> call(api)));
        }
        return calls;
    }

    /// Until the breaker is open.
    private void fail(StripeApi api) {
        for (int i = 0; i < 20 && gauge("tollgate.provider.breaker") < 2; i++) {
            assertThat(call(api)).isInstanceOf(Unknown.class);
        }
        assertThat(gauge("tollgate.provider.breaker")).isEqualTo(2);
    }

    /// It depends on the time whether the breaker lets a request try yet.
    private Outcome<StripeObject> callUntilSent(StripeApi api) {
        int sent = stripe.asked().size();
        Outcome<StripeObject> outcome = call(api);
        while (stripe.asked().size() == sent) {
            outcome = call(api);
        }
        return outcome;
    }

    private StripeApi api(Duration leftAlone) {
        return api(leftAlone, Duration.ofSeconds(20));
    }

    private StripeApi api(Duration leftAlone, Duration deadline) {
        StripeAccount account = new StripeAccount(PROVIDER, "sk_test_123", null, null, Map.of("main", "whsec_1"));
        StripeAccount other = new StripeAccount(OTHER, "sk_test_456", null, "token", Map.of("main", "whsec_2"));
        return new StripeApi(
                StripeSettings.of(false, stripe.base(), List.of(account, other)),
                new StripeJson(),
                metrics,
                new Patience(Duration.ofSeconds(3), deadline, Duration.ofSeconds(10), Duration.ofMillis(2), leftAlone));
    }
}
