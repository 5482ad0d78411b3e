package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.Decision;
import io.tollgate.accounts.Touching;
import io.tollgate.accounts.usecase.CustomerMaking;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The provider's part of a checkout: the customer, then the page. Each step looks at what is stored, calls with
/// the stored operation, and stores the answer, so that whoever comes next goes on where the last one stopped.
final class PageOpening {
    private final Projects projects;
    private final Accounts accounts;
    private final Payments payments;
    private final InstantSource clock;
    private final CustomerMaking customers;

    PageOpening(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.projects = projects;
        this.accounts = accounts;
        this.payments = payments;
        this.clock = clock;
        this.customers = new CustomerMaking(projects, accounts, payments, clock);
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
        Order known = look(checkout).order(order).orElseThrow();
        CheckoutPage page = known.sale().page();
        if (page != null) {
            return new Result.Open(known, page);
        }
        if (known instanceof Order.Paid || known instanceof Order.Failed) {
            return new Result.NoPage(known);
        }
        // One that was canceled goes on: its page may have been opened by an attempt that never heard of it. The same
        // key finds it, so that it can be closed.
        return withCustomer(checkout, known.sale());
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

    private Result withCustomer(Checkout checkout, Sale sale) {
        return switch (customers.finish(checkout.account(), checkout.cause())) {
            case Outcome.Done<String> done -> openPage(checkout, done.value(), sale);
            case Outcome.Declined<String> declined -> refused(checkout, declined.code(), declined.message());
            case Outcome.Unknown<String> unknown -> new Result.Unknown(unknown.detail());
        };
    }

    private Result openPage(Checkout checkout, String customer, Sale sale) {
        return keysLast(sale.operationStartedAt()) ? send(checkout, customer, sale) : find(checkout, customer, sale);
    }

    private boolean keysLast(Instant since) {
        return clock.instant().isBefore(since.plus(CustomerMaking.KEYS_LAST));
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
