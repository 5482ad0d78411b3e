package io.tollgate.accounts;

import io.tollgate.publishing.DomainEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What a decision comes to: the account afterwards, what happened, what else is to be committed, and the answer.
///
/// @param events why, in order; audited, and published where others care. [DomainEvent.EntitlementsChanged] is
///     among them exactly if the snapshot's version has grown
public record Decision<R>(Account account, List<DomainEvent> events, List<Effect> effects, R answer) {
    public Decision {
        events = List.copyOf(events);
        effects = List.copyOf(effects);
    }

    /// Nothing changes.
    public static <R> Decision<R> unchanged(Account account, R answer) {
        return new Decision<>(account, List.of(), List.of(), answer);
    }

    public Decision<R> and(Effect effect) {
        List<Effect> more = new ArrayList<>(effects);
        more.add(effect);
        return new Decision<>(account, events, more, answer);
    }

    public <S> Decision<S> map(Function<? super R, ? extends S> f) {
        return new Decision<>(account, events, effects, f.apply(answer));
    }
}
