package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Customer;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.orders.Sale;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Projects;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The provider's part of a checkout: the customer, then the page. Each step looks at what is stored, calls with
/// the stored operation, and stores the answer, so that whoever comes next goes on where the last one stopped.
final class PageOpening {
    /// The provider forgets keys after 24 hours; a call takes its time, and clocks differ.
    static final Duration KEYS_LAST = Duration.ofHours(23);

    private final Projects projects;
    private final Accounts accounts;
    private final Payments payments;
    private final InstantSource clock;
    private final ConcurrentMap<String, CompletableFuture<Outcome<String>>> creating = new ConcurrentHashMap<>();

    PageOpening(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.payments = payments;
        this.clock = clock;
    }

    sealed interface Result {
        /// The page is known; the order may have ended meanwhile.
        record Open(Order order, CheckoutPage page) implements Result {}

        /// The order ended, and has no page.
        record NoPage(Order order) implements Result {}

        record Refused(String code, String message) implements Result {}

        /// To be called again.
        record Unknown(String detail) implements Result {}
    }

    private record Checkout(AccountId account, OrderId order, Cause cause, Project project) {
        ProviderAccount provider() {
            return new ProviderAccount(project.providerAccount());
        }
    }

    /// @throws java.util.NoSuchElementException if there is no such order
    Result open(AccountId account, OrderId order, Cause cause) {
        Project project = projects.find(account.project()).orElseThrow();
        Checkout checkout = new Checkout(account, order, cause, project);
        Account now = look(checkout);
        Order known = now.order(order).orElseThrow();
        CheckoutPage page = known.sale().page();
        if (page != null) {
            return new Result.Open(known, page);
        }
        if (known instanceof Order.Paid || known instanceof Order.Failed) {
            return new Result.NoPage(known);
        }
        // One that was canceled goes on: its page may have been opened by an attempt that never heard of it. The same
        // key finds it, so that it can be closed.
        return withCustomer(checkout, now, known.sale());
    }

    /// An order that has ended is not among what is live.
    private Account look(Checkout checkout) {
        return accounts.find(checkout.account())
                .filter(account -> account.order(checkout.order()).isPresent())
                .orElseGet(() -> accounts.decide(
                        checkout.account(),
                        Touching.order(checkout.order()),
                        checkout.cause(),
                        account -> Decision.unchanged(account, account)));
    }

    private Result withCustomer(Checkout checkout, Account now, Sale sale) {
        return switch (now.customer()) {
            case Customer.Known known -> openPage(checkout, known.id(), sale);
            case Customer.Creating wanted -> createCustomer(checkout, now, wanted, sale);
            // It was refused to another order that wanted it, too.
            case Customer.None _ -> refused(checkout, "customer_refused", "The customer could not be created");
        };
    }

    private Result createCustomer(Checkout checkout, Account now, Customer.Creating wanted, Sale sale) {
        String testClock = now.clock() == null ? null : now.clock().id();
        Outcome<String> made = once(wanted.operation(), () -> customer(checkout, wanted, testClock));
        return switch (made) {
            case Outcome.Done<String> done -> {
                Customer known = decideCustomer(checkout, done.value());
                yield openPage(checkout, known instanceof Customer.Known k ? k.id() : done.value(), sale);
            }
            case Outcome.Declined<String> declined -> customerRefused(checkout, wanted, declined);
            case Outcome.Unknown<String> unknown -> madeByAnother(checkout, sale, unknown.detail());
        };
    }

    private Outcome<String> customer(Checkout checkout, Customer.Creating wanted, @Nullable String testClock) {
        Supplier<Outcome<String>> create = () -> payments.createCustomer(
                checkout.provider(), checkout.account(), wanted.operation(), wanted.email(), testClock);
        if (keysLast(wanted.since())) {
            return create.get();
        }
        // Sent again, a forgotten key would make a second one. Where none was made, the same key is good for the next.
        return switch (payments.findCustomer(checkout.provider(), wanted.operation(), wanted.email(), testClock)) {
            case Outcome.Done<Optional<String>> found ->
                found.value().<Outcome<String>>map(Outcome.Done::new).orElseGet(create);
            case Outcome.Declined<Optional<String>> declined -> new Outcome.Unknown<>(declined.code());
            case Outcome.Unknown<Optional<String>> unknown -> new Outcome.Unknown<>(unknown.detail());
        };
    }

    /// Of many first checkouts at once, all want the same customer: one asks for it, the others wait for
    /// the answer.
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
    /// By
    /// now the answer may be stored.
    private Result madeByAnother(Checkout checkout, Sale sale, String detail) {
        return look(checkout).customer() instanceof Customer.Known known
                ? openPage(checkout, known.id(), sale)
                : new Result.Unknown(detail);
    }

    private Customer decideCustomer(Checkout checkout, String customer) {
        Circumstances given = given(checkout);
        return accounts.decide(
                checkout.account(),
                Touching.order(checkout.order()),
                checkout.cause(),
                account -> Buying.customerMade(account, customer, given));
    }

    private Result customerRefused(Checkout checkout, Customer.Creating wanted, Outcome.Declined<String> declined) {
        Circumstances given = given(checkout);
        accounts.decide(
                checkout.account(),
                Touching.order(checkout.order()),
                checkout.cause(),
                account ->
                        Buying.customerRefused(account, checkout.order(), wanted.operation(), declined.code(), given));
        return new Result.Refused(declined.code(), declined.message());
    }

    private Result openPage(Checkout checkout, String customer, Sale sale) {
        return keysLast(sale.operationStartedAt()) ? send(checkout, customer, sale) : find(checkout, customer, sale);
    }

    private boolean keysLast(Instant since) {
        return clock.instant().isBefore(since.plus(KEYS_LAST));
    }

    private Result send(Checkout checkout, String customer, Sale sale) {
        return switch (payments.openCheckout(checkout.provider(), checkout.account(), customer, sale)) {
            case Outcome.Done<CheckoutPage> done -> opened(checkout, done.value());
            case Outcome.Declined<CheckoutPage> declined -> refused(checkout, declined.code(), declined.message());
            case Outcome.Unknown<CheckoutPage> unknown -> new Result.Unknown(unknown.detail());
        };
    }

    /// Sent again, a forgotten key would open a second page.
    private Result find(Checkout checkout, String customer, Sale sale) {
        return switch (payments.findCheckout(checkout.provider(), customer, sale)) {
            case Outcome.Done<Optional<CheckoutPage>> done ->
                done.value()
                        .map(page -> opened(checkout, page))
                        .orElseGet(() -> refused(checkout, "abandoned", "The checkout was not opened in time"));
            case Outcome.Declined<Optional<CheckoutPage>> declined ->
                refused(checkout, declined.code(), declined.message());
            case Outcome.Unknown<Optional<CheckoutPage>> unknown -> new Result.Unknown(unknown.detail());
        };
    }

    private Result opened(Checkout checkout, CheckoutPage page) {
        Circumstances given = given(checkout);
        Order order = accounts.decide(
                checkout.account(),
                Touching.order(checkout.order()),
                checkout.cause(),
                account -> Buying.pageOpened(account, checkout.order(), page, given));
        return new Result.Open(order, page);
    }

    private Result refused(Checkout checkout, String code, String message) {
        Circumstances given = given(checkout);
        accounts.decide(
                checkout.account(),
                Touching.order(checkout.order()),
                checkout.cause(),
                account -> Buying.pageRefused(account, checkout.order(), code, given));
        return new Result.Refused(code, message);
    }

    private Circumstances given(Checkout checkout) {
        return new Circumstances(clock.instant(), checkout.project().settings());
    }
}
