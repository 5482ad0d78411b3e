package io.tollgate.orders;

import java.util.Locale;

/// What was decided about money that came when nobody waited for it any more. It stays, whatever the settings
/// say later.
public enum Verdict {
    /// It came after the order had ended, and the order is paid after all.
    HONOURED,
    /// It came after the order had ended, and is given back: the order keeps its end.
    LATE,
    /// Another purchase of the same plan was paid before, and stays; this one is given back.
    PAID_TWICE;

    /// As we spell it outside: why the money is given back.
    public String code() {
        return this == LATE ? "late_payment" : name().toLowerCase(Locale.ROOT);
    }

    public boolean givesBack() {
        return this != HONOURED;
    }

    /// What the ids of all refunds begin with that are asked for by themselves. Made from the order's id: however
    /// often it is decided, it is the same.
    public String refundsOf(OrderId order) {
        String suffix = order.value().substring(order.value().indexOf('_') + 1);
        return "ref_" + suffix + (this == LATE ? "-late" : "-double");
    }
}
