package io.tollgate.payments;

/// What must be fetched from the provider, whole, before an event can be understood.
///
/// @param id the provider's, of the object that `kind` starts from
public record Lookup(Kind kind, String id) {
    public enum Kind {
        /// The invoice that a payment intent pays.
        INVOICE_OF_PAYMENT,
        /// All lines of an invoice.
        LINES_OF_INVOICE,
        /// All items of a subscription.
        ITEMS_OF_SUBSCRIPTION,
        /// All refunds of a charge.
        REFUNDS_OF_CHARGE,
        /// A charge as it is now.
        CHARGE,
        /// A subscription as it is now.
        SUBSCRIPTION,
        /// A payment intent as it is now.
        PAYMENT,
        /// An invoice as it is now.
        INVOICE
    }

    public static Lookup invoiceOf(String paymentIntentId) {
        return new Lookup(Kind.INVOICE_OF_PAYMENT, paymentIntentId);
    }

    public static Lookup linesOf(String invoiceId) {
        return new Lookup(Kind.LINES_OF_INVOICE, invoiceId);
    }

    public static Lookup itemsOf(String subscriptionId) {
        return new Lookup(Kind.ITEMS_OF_SUBSCRIPTION, subscriptionId);
    }

    public static Lookup refundsOf(String chargeId) {
        return new Lookup(Kind.REFUNDS_OF_CHARGE, chargeId);
    }

    public static Lookup charge(String chargeId) {
        return new Lookup(Kind.CHARGE, chargeId);
    }

    public static Lookup subscription(String subscriptionId) {
        return new Lookup(Kind.SUBSCRIPTION, subscriptionId);
    }

    public static Lookup payment(String paymentIntentId) {
        return new Lookup(Kind.PAYMENT, paymentIntentId);
    }

    public static Lookup invoice(String invoiceId) {
        return new Lookup(Kind.INVOICE, invoiceId);
    }
}
