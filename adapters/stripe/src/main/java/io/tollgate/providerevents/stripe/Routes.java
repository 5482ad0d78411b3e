package io.tollgate.providerevents.stripe;

import io.tollgate.payments.ObjectRef;
import io.tollgate.payments.stripe.Metadata;
import io.tollgate.payments.stripe.StripeObject;
import io.tollgate.providerevents.EventReader.Route;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds where an event belongs: by the ids in it, by our metadata, or by what can be looked up.
final class Routes {
    private Routes() {}

    static Route of(StripeObject object) {
        return of(object, object.findId("subscription"), object.at("metadata"));
    }

    /// Of an object that names nothing but the charge that it is about.
    static Route ofCharge(StripeObject object) {
        Optional<String> charge = object.findId("charge");
        Optional<String> intent = object.findId("payment_intent");
        List<String> objects = Stream.of(intent, charge, Optional.of(object.id("id")))
                .flatMap(Optional::stream)
                .toList();
        Optional<ObjectRef> fetch = intent.map(id -> new ObjectRef(ObjectRef.Kind.PAYMENT_INTENT, id))
                .or(() -> charge.map(id -> new ObjectRef(ObjectRef.Kind.CHARGE, id)));
        return new Route(objects, Metadata.account(object.at("metadata")).orElse(null), fetch.orElse(null));
    }

    /// @param subscription the one it is about
    /// @param metadata where ours would be
    static Route of(StripeObject object, Optional<String> subscription, StripeObject metadata) {
        Optional<String> customer = object.findId("customer");
        List<String> objects = Stream.of(
                        Optional.of(object.id("id")),
                        subscription,
                        object.findId("payment_intent"),
                        object.findId("checkout_session"),
                        customer)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        // Each user has a customer of their own, made by us with our metadata.
        Optional<ObjectRef> fetch = customer.map(id -> new ObjectRef(ObjectRef.Kind.CUSTOMER, id))
                .or(() -> subscription.map(id -> new ObjectRef(ObjectRef.Kind.SUBSCRIPTION, id)));
        return new Route(objects, Metadata.account(metadata).orElse(null), fetch.orElse(null));
    }
}
