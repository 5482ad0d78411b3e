package io.tollgate.accounts.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes the account's customer at the provider: one stored operation per account, whoever wants it first. Later
/// callers send it again, or await it.
public final class CustomerMaking {
    private final Projects projects;
    private final Accounts accounts;
    private final Payments payments;
    private final InstantSource clock;
    private final ConcurrentMap<String, CompletableFuture<Outcome<String>>> creating = new ConcurrentHashMap<>();

    public CustomerMaking(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.payments = payments;
        this.clock = clock;
    }

    private record Wish(AccountId account, Project project, Cause cause) {
        ProviderAccount provider() {
            return new ProviderAccount(project.providerAccount());
        }
    }

    /// @param operation stored, if the account has no customer and none is being made: the idempotency key comes from
    ///     it
    /// @param email likewise
    /// @return the provider's id of the customer
    public Outcome<String> make(AccountId account, String operation, @Nullable String email, Cause cause) {
        Wish wish = wish(account, cause);
        Circumstances given = given(wish);
        Customer customer = accounts.decide(
                account, Touching.NOTHING, cause, a -> Buying.customerWanted(a, operation, email, given));
        return make(wish, customer);
    }

    /// Makes the one that a decision of the account wants already.
    public Outcome<String> finish(AccountId account, Cause cause) {
        return make(wish(account, cause), customer(account));
    }

    /// The provider says that it has no such customer any more: the next purchase makes a new one.
    public void gone(AccountId account, String customer, Cause cause) {
        Circumstances given = given(wish(account, cause));
        accounts.decide(account, Touching.NOTHING, cause, a -> Buying.customerGone(a, customer, given));
    }

    private Wish wish(AccountId account, Cause cause) {
        return new Wish(account, projects.find(account.project()).orElseThrow(), cause);
    }

    private Customer customer(AccountId account) {
        return accounts.find(account).map(Account::customer).orElseGet(Customer.None::new);
    }

    private Outcome<String> make(Wish wish, Customer customer) {
        return switch (customer) {
            case Customer.Known known -> new Outcome.Done<>(known.id());
            case Customer.Creating wanted -> create(wish, wanted);
            // It was refused to another purchase that wanted it, too.
            case Customer.None _ -> new Outcome.Declined<>("customer_refused", "The customer could not be created");
        };
    }

    private Outcome<String> create(Wish wish, Customer.Creating wanted) {
        return switch (once(wanted.operation(), () -> send(wish, wanted))) {
            case Outcome.Done<String> done -> new Outcome.Done<>(made(wish, done.value()));
            case Outcome.Declined<String> declined -> refused(wish, wanted, declined);
            case Outcome.Unknown<String> unknown -> madeByAnother(wish, unknown);
        };
    }

    private Outcome<String> send(Wish wish, Customer.Creating wanted) {
        String testClock = accounts.find(wish.account())
                .flatMap(account -> Optional.ofNullable(account.clock()))
                .map(account -> account.id())
                .orElse(null);
        Supplier<Outcome<String>> create = () ->
                payments.createCustomer(wish.provider(), wish.account(), wanted.operation(), wanted.email(), testClock);
        if (keysLast(wanted.since())) {
            return create.get();
        }
        // Sent again, a forgotten key would make a second one. Where none was made, the same key is good for the next.
        return switch (payments.findCustomer(wish.provider(), wanted.operation(), wanted.email(), testClock)) {
            case Outcome.Done<Optional<String>> found ->
                found.value().<Outcome<String>>map(Outcome.Done::new).orElseGet(create);
            case Outcome.Declined<Optional<String>> declined -> new Outcome.Unknown<>(declined.code());
            case Outcome.Unknown<Optional<String>> unknown -> new Outcome.Unknown<>(unknown.detail());
        };
    }

    private boolean keysLast(Instant since) {
        return clock.instant().isBefore(since.plus(Payments.KEYS_LAST));
    }

    /// Of many first purchases at once, all want the same customer: one asks for it, the others wait for the answer.
    private Outcome<String> once(String operation, Supplier<Outcome<String>> call) {
        CompletableFuture<Outcome<String>> mine = new CompletableFuture<>();
        CompletableFuture<Outcome<String>> others = creating.putIfAbsent(operation, mine);
        if (others != null) {
            return others.join();
        }
        try {
            Outcome<String> made = call.get();
            mine.complete(made);
            return made;
        } finally {
            creating.remove(operation);
            mine.complete(new Outcome.Unknown<>("the call was broken off"));
        }
    }

    /// Another process may have asked at the same time; the provider answers only one of them while it is at work.
    /// By now the answer may be stored.
    private Outcome<String> madeByAnother(Wish wish, Outcome<String> unknown) {
        return customer(wish.account()) instanceof Customer.Known known ? new Outcome.Done<>(known.id()) : unknown;
    }

    /// @return the account's customer: that of whoever was quicker, or this one
    private String made(Wish wish, String customer) {
        Circumstances given = given(wish);
        Customer known = accounts.decide(
                wish.account(),
                Touching.NOTHING,
                wish.cause(),
                account -> Buying.customerMade(account, customer, given));
        return known instanceof Customer.Known k ? k.id() : customer;
    }

    private Outcome<String> refused(Wish wish, Customer.Creating wanted, Outcome<String> declined) {
        Circumstances given = given(wish);
        accounts.decide(
                wish.account(),
                Touching.NOTHING,
                wish.cause(),
                account -> Buying.customerRefused(account, wanted.operation(), given));
        return declined;
    }

    private Circumstances given(Wish wish) {
        return new Circumstances(clock.instant(), wish.project().settings());
    }
}
