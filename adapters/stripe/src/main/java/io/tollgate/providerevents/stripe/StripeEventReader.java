package io.tollgate.providerevents.stripe;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.payments.Lookup;
import io.tollgate.payments.stripe.StripeAccount;
import io.tollgate.payments.stripe.StripeJson;
import io.tollgate.payments.stripe.StripeLinks;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.payments.stripe.StripeSettings;
import io.tollgate.payments.stripe.Unreadable;
import io.tollgate.providerevents.EventReader;
import io.tollgate.providerevents.Fetched;
import io.tollgate.providerevents.InboxEvent;
import io.tollgate.providerevents.ReceivedEvent;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads Stripe's events.
@Singleton
public class StripeEventReader implements EventReader {
    private final StripeSettings settings;
    private final StripeJson json;
    private final Map<String, Reaction> reactions;
    private final ReceivedEvents counts;

    public StripeEventReader(StripeSettings settings, StripeJson json, MeterRegistry metrics) {
        this.settings = settings;
        this.json = json;
        // Two reactions to one type stop the start.
        this.reactions = Stream.of(
                        new CheckoutReaction(),
                        new SubscriptionReaction(),
                        new InvoiceReaction(new StripeLinks(settings)),
                        new PaymentReaction(),
                        new AttemptReaction(),
                        new ReversalReaction(),
                        new CustomerReaction(),
                        new ClockReaction())
                .<Map.Entry<String, Reaction>>flatMap(
                        reaction -> reaction.types().stream().map(type -> Map.entry(type, reaction)))
                .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        this.counts = new ReceivedEvents(metrics, reactions.keySet());
    }

    @Override
    public Optional<ReceivedEvent> receive(
            @Nullable String pathToken, @Nullable String signature, byte[] body, Instant now) {
        return Signature.parse(signature)
                .filter(parsed -> body.length > 0 && parsed.isFresh(now))
                .flatMap(parsed -> account(pathToken).filter(account -> isSigned(parsed, body, account)))
                .map(account -> received(account, body, now));
    }

    private boolean isSigned(Signature signature, byte[] body, StripeAccount account) {
        List<String> signers = signature.signers(body, account.webhookSecrets());
        if (!signers.isEmpty()) {
            counts.signed(account.provider(), signers);
        }
        return !signers.isEmpty();
    }

    private Optional<StripeAccount> account(@Nullable String pathToken) {
        List<StripeAccount> accounts = settings.accounts();
        if (pathToken == null) {
            return accounts.stream()
                    .filter(a -> a.provider().name().equals(StripeSettings.DEFAULT_ACCOUNT))
                    .findFirst();
        }
        byte[] told = pathToken.getBytes(StandardCharsets.UTF_8);
        Optional<StripeAccount> found = Optional.empty();
        for (StripeAccount account : accounts) {
            String token = account.pathToken();
            if (token != null && MessageDigest.isEqual(told, token.getBytes(StandardCharsets.UTF_8))) {
                found = Optional.of(account);
            }
        }
        return found;
    }

    private ReceivedEvent received(StripeAccount account, byte[] body, Instant now) {
        Optional<Envelope> read = Envelope.read(json, body);
        String parkedAs = read.isEmpty() ? "unreadable" : read.get().parkedAs(settings.liveMode());
        Optional<Envelope> readable = read.filter(Envelope::isReadable);
        counts.count(account.provider(), readable);
        return new ReceivedEvent(
                account.provider(),
                readable.map(Envelope::account).orElse(null),
                readable.map(Envelope::id).orElse(null),
                readable.map(Envelope::type).orElse(null),
                body,
                parkedAs,
                now);
    }

    @Override
    public Set<String> types() {
        return reactions.keySet();
    }

    @Override
    public Reading read(InboxEvent event) {
        try {
            return json.parse(event.body())
                    .map(body -> {
                        String type = body.id("type");
                        Reaction reaction = reactions.get(type);
                        if (event.connectedAccount() != null) {
                            // What happens in a seller's own account is no purchase of ours, whatever it says.
                            return new Reading.Unhandled(type, "connected_account");
                        }
                        return reaction == null
                                ? new Reading.Unhandled(type, "unhandled_type")
                                : reaction.read(StripeEvent.of(body, opened(event.fetched())));
                    })
                    .orElseGet(() -> new Reading.Unreadable("unreadable"));
        } catch (Unreadable e) {
            return new Reading.Unreadable(e.reason());
        }
    }

    private Map<Lookup, Optional<StripeObject>> opened(Fetched fetched) {
        Map<Lookup, Optional<StripeObject>> opened = new HashMap<>();
        fetched.answers()
                .forEach((lookup, found) -> opened.put(
                        lookup, found.flatMap(f -> json.parse(f.json().getBytes(StandardCharsets.UTF_8), "fetched"))));
        return opened;
    }
}
