package io.tollgate.payments.stripe;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.ApiResource.RequestMethod;
import com.stripe.net.RawRequestOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tollgate.jobs.Replicas;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Stripe's API: one client per account, at the version that this stripe-java pins, and what its answers mean.
/// Blocking; called on virtual threads.
@Singleton
public class StripeApi {
    private static final Logger LOG = Logger.getLogger(StripeApi.class);
    private static final Outcome<StripeObject> STORED_FAILURE = new Outcome.Unknown<>("a failure stored with the key");
    private static final Outcome<StripeObject> KEY_REUSED =
            new Outcome.Unknown<>("the key was sent with other parameters before");
    /// Calls in a row after which the provider is called away.
    private static final int UNANSWERED = 3;
    private static final int PAGE = 100;
    /// Longer than anything that we can sell, or that an account makes in the day that what is looked for is old.
    private static final int MOST_PAGES = 100;
    /// It is kept as one text beside its event, which Jackson reads up to 20 million characters of.
    private static final int LONGEST_LIST = 8_000_000;

    private final Map<ProviderAccount, GuardedClient> clients;
    private final Map<ProviderAccount, String> publishableKeys;
    private final StripeTransport transport;
    private final StripeJson json;
    private final MeterRegistry metrics;
    private final AtomicInteger unansweredInARow;
    private final Urgency urgency;

    @Inject
    public StripeApi(StripeSettings settings, StripeJson json, MeterRegistry metrics, Replicas replicas) {
        this(settings, json, metrics, Patience.OF_A_CALLER, replicas);
    }

    /// For tests: the only replica.
    StripeApi(StripeSettings settings, StripeJson json, MeterRegistry metrics, Patience patience) {
        this(settings, json, metrics, patience, Replicas.ALONE);
    }

    StripeApi(StripeSettings settings, StripeJson json, MeterRegistry metrics, Patience patience, Replicas replicas) {
        // Or it would write an id into the home folder, and send timings along.
        Stripe.enableTelemetry = false;
        this.transport = new StripeTransport(patience.connect(), patience.deadline());
        this.json = json;
        this.metrics = metrics;
        this.unansweredInARow = new AtomicInteger();
        this.urgency = Urgency.INTERACTIVE;
        this.publishableKeys = settings.accounts().stream()
                .filter(account -> account.publishableKey() != null)
                .collect(Collectors.toUnmodifiableMap(StripeAccount::provider, StripeAccount::publishableKey));
        this.clients = settings.accounts().stream()
                .filter(account -> mayCall(account, settings))
                .collect(Collectors.toUnmodifiableMap(
                        StripeAccount::provider,
                        account -> new GuardedClient(
                                account,
                                client(account, settings.apiBase()),
                                settings.requestsPerSecond(account).map(limit -> new Rate(limit, replicas)),
                                patience,
                                metrics)));
    }

    private StripeApi(StripeApi same, Urgency urgency) {
        this.clients = same.clients;
        this.publishableKeys = same.publishableKeys;
        this.transport = same.transport;
        this.json = same.json;
        this.metrics = same.metrics;
        this.unansweredInARow = same.unansweredInARow;
        this.urgency = urgency;
    }

    /// The same, for calls that nobody waits for: they leave room for those that somebody does.
    StripeApi inBackground() {
        return new StripeApi(this, Urgency.BACKGROUND);
    }

    /// The start refuses the rest by name; here it simply has no client, whatever the start does.
    private static boolean mayCall(StripeAccount account, StripeSettings settings) {
        return account.isTest() || (account.isLive() && settings.apiBase().equals(StripeSettings.STRIPE));
    }

    private StripeClient client(StripeAccount account, String base) {
        return StripeClient.builder()
                .setApiKey(account.secretKey())
                .setApiBase(base)
                .setConnectBase(base)
                .setFilesBase(base)
                .setMeterEventsBase(base)
                .setMaxNetworkRetries(0)
                .setHttpClient(transport)
                .build();
    }

    /// @param operation for metrics and logs
    Outcome<StripeObject> get(ProviderAccount provider, String operation, String path, Form query) {
        String target = query.isEmpty() ? path : path + "?" + query.encoded();
        return call(
                provider,
                operation,
                client -> client.rawRequest(
                        RequestMethod.GET,
                        target,
                        null,
                        RawRequestOptions.builder().build()));
    }

    /// Ends or removes something. It has no idempotency key: what is gone already is refused (`resource_missing`).
    Outcome<StripeObject> delete(ProviderAccount provider, String operation, String path) {
        return call(
                provider,
                operation,
                client -> client.rawRequest(
                        RequestMethod.DELETE,
                        path,
                        null,
                        RawRequestOptions.builder().build()));
    }

    /// Looks through a list, newest first; to its end, if need be, or it is not known whether there is one. More
    /// than 10,000 objects are `Declined` with [Payments#TOO_MANY].
    Outcome<Optional<StripeObject>> first(
            ProviderAccount provider, String operation, String path, Form query, Predicate<StripeObject> wanted) {
        query.with("limit", PAGE);
        String after = null;
        for (int i = 0; i < MOST_PAGES; i++) {
            Outcome<StripeObject> answer = get(provider, operation, path, query.with("starting_after", after));
            if (!(answer instanceof Outcome.Done<StripeObject>(StripeObject page))) {
                return after == null || answer instanceof Outcome.Unknown<StripeObject>
                        ? then(answer, _ -> new Outcome.Done<>(Optional.empty()))
                        // The object that the page was to begin after has gone.
                        : new Outcome.Unknown<>("a list that changed while it was read");
            }
            List<StripeObject> all = page.list("data");
            Optional<StripeObject> found = all.stream().filter(wanted).findFirst();
            if (found.isPresent() || !page.isTrue("has_more")) {
                return new Outcome.Done<>(found);
            }
            after = all.isEmpty() ? null : all.getLast().find("id").orElse(null);
            if (after == null) {
                return new Outcome.Unknown<>("a page that has more, and nothing to go on from");
            }
        }
        return new Outcome.Declined<>(Payments.TOO_MANY, "More than " + MOST_PAGES * PAGE + " objects");
    }

    /// A list to its end, or not at all. More than 10,000 objects, or 8 million characters, are `Declined` with
    /// [Payments#TOO_MANY].
    Outcome<List<StripeObject>> all(ProviderAccount provider, String operation, String path, Form query) {
        List<StripeObject> all = new ArrayList<>();
        long[] characters = {0};
        Outcome<Optional<StripeObject>> beyond = first(provider, operation, path, query, object -> {
            all.add(object);
            characters[0] += object.json().length();
            return characters[0] > LONGEST_LIST;
        });
        return then(
                beyond,
                tooMuch -> tooMuch.isEmpty()
                        ? new Outcome.Done<>(all)
                        : new Outcome.Declined<>(Payments.TOO_MANY, "More than " + LONGEST_LIST + " characters"));
    }

    /// Sends what makes or changes something, with this key and no other, ever: a second key for one intent
    /// could make a second object. Where Stripe has stored a failure under the key it would give the same for a
    /// day, whatever came of it; then it is looked at what came of it. (So, too, where a key was sent with other
    /// parameters before, by another version of us.) That nothing is found means nothing: it may
    /// come later. So this is `Unknown`, too, until the caller gives it up (docs/decisions/0011).
    ///
    /// @param key the idempotency key, made from something stored
    /// @param made finds what an earlier attempt has made after all
    Outcome<StripeObject> make(
            ProviderAccount provider,
            String operation,
            String path,
            Form body,
            String key,
            Supplier<Outcome<Optional<StripeObject>>> made) {
        Outcome<StripeObject> outcome = post(provider, operation, path, body, key);
        boolean spent = outcome.equals(STORED_FAILURE) || outcome.equals(KEY_REUSED);
        // A look-up that is refused says nothing of what it was to find.
        return spent && made.get() instanceof Outcome.Done<Optional<StripeObject>>(Optional<StripeObject> found)
                ? found.<Outcome<StripeObject>>map(Outcome.Done::new).orElse(outcome)
                : outcome;
    }

    private Outcome<StripeObject> post(ProviderAccount provider, String operation, String path, Form body, String key) {
        RawRequestOptions options = new RawRequestOptions.RawRequestOptionsBuilder()
                .setIdempotencyKey(key)
                .build();
        return call(
                provider, operation, client -> client.rawRequest(RequestMethod.POST, path, body.encoded(), options));
    }

    private Outcome<StripeObject> call(ProviderAccount provider, String operation, GuardedClient.Request request) {
        Timer.Sample timer = Timer.start(metrics);
        Outcome<StripeObject> outcome = outcome(provider, operation, request);
        timer.stop(Timer.builder("tollgate.provider.calls")
                .description("Calls to the payment provider, with their repetitions")
                .tag("provider", provider.name())
                .tag("operation", operation)
                .tag("outcome", name(outcome))
                .register(metrics));
        return outcome;
    }

    /// For browsers; empty where none is configured.
    Optional<String> publishableKey(ProviderAccount provider) {
        return Optional.ofNullable(publishableKeys.get(provider));
    }

    /// Whether the provider answers, by the last calls. A service that has called nobody yet believes so.
    public boolean isAnswering() {
        return unansweredInARow.get() < UNANSWERED;
    }

    private static String name(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?> _ -> "done";
            case Outcome.Declined<?> _ -> "declined";
            case Outcome.Unknown<?> _ -> "unknown";
        };
    }

    private Outcome<StripeObject> outcome(ProviderAccount provider, String operation, GuardedClient.Request request) {
        GuardedClient client = clients.get(provider);
        if (client == null) {
            return new Outcome.Unknown<>("provider account " + provider.name() + " is not configured");
        }
        try {
            return noted(provider, operation, answer(provider, operation, client, request));
        } catch (NotSent e) {
            // Counted where it was turned away: a line each would only be more load.
            return new Outcome.Unknown<>(e.why().detail());
        }
    }

    private Outcome<StripeObject> noted(ProviderAccount provider, String operation, Outcome<StripeObject> outcome) {
        if (outcome instanceof Outcome.Unknown<StripeObject>(String detail)) {
            LOG.warnf(
                    "Nobody knows the outcome of a call to the provider: %s %s: %s",
                    provider.name(), operation, detail);
        }
        return outcome;
    }

    /// A provider that says that it is busy, or refuses, answers; one that fails, or says nothing, doesn't.
    private void answered(boolean sensibly) {
        unansweredInARow.updateAndGet(before -> sensibly ? 0 : before + 1);
    }

    private Outcome<StripeObject> answer(
            ProviderAccount provider, String operation, GuardedClient client, GuardedClient.Request request) {
        try {
            Outcome<StripeObject> read = read(client.send(urgency, request).body());
            answered(read instanceof Outcome.Done<StripeObject>);
            return read;
        } catch (NotSent e) {
            throw e;
        } catch (Refusal refusal) {
            answered(!refusal.isFailure());
            return refused(provider, operation, refusal);
        } catch (StripeException e) {
            answered(false);
            return new Outcome.Unknown<>(e.getClass().getSimpleName() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unknown<>("interrupted");
        } catch (Exception e) {
            // stripe-java throws NullPointerException and others at answers that it doesn't expect.
            answered(false);
            LOG.errorf(e, "A call to the provider failed in an unknown way: %s %s", provider.name(), operation);
            return new Outcome.Unknown<>(e.getClass().getSimpleName());
        }
    }

    private Outcome<StripeObject> read(@Nullable String body) {
        if (body == null) {
            return new Outcome.Unknown<>("an answer without a body");
        }
        return json.parse(body.getBytes(StandardCharsets.UTF_8))
                .<Outcome<StripeObject>>map(Outcome.Done::new)
                .orElseGet(() -> new Outcome.Unknown<>("an answer that is not a JSON object"));
    }

    private Outcome<StripeObject> refused(ProviderAccount provider, String operation, Refusal refusal) {
        if (refusal.isStoredFailure()) {
            return STORED_FAILURE;
        }
        StripeError error = StripeError.of(json.parse(refusal.body()));
        if (error.isIdempotencyError()) {
            LOG.errorf(
                    "The provider got one key with two requests, which is our bug: %s %s", provider.name(), operation);
            return KEY_REUSED;
        }
        if (error.isOurs(refusal.status())) {
            LOG.errorf("The provider refuses our key: %s %s, status %d", provider.name(), operation, refusal.status());
        }
        // Stripe's word goes before its status: what is worth another try is no refusal for good.
        return refusal.isPassing()
                ? new Outcome.Unknown<>("busy: status " + refusal.status())
                : error.outcome(refusal.status());
    }

    /// Reads an answer; one that lacks what it must have tells nothing.
    static <A, B> Outcome<B> then(Outcome<A> outcome, Function<A, Outcome<B>> next) {
        return switch (outcome) {
            case Outcome.Done<A>(A value) -> {
                try {
                    yield next.apply(value);
                } catch (Unreadable e) {
                    yield new Outcome.Unknown<>("an answer is " + e.reason());
                }
            }
            case Outcome.Declined<A>(String code, String message) -> new Outcome.Declined<>(code, message);
            case Outcome.Unknown<A>(String detail) -> new Outcome.Unknown<>(detail);
        };
    }

    @PreDestroy
    void close() {
        transport.close();
    }
}
