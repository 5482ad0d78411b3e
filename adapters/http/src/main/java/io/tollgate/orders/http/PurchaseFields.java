package io.tollgate.orders.http;

import io.tollgate.http.Faults;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every request to buy may hold.
public final class PurchaseFields {
    private static final int MAX_QUANTITY = 1_000_000;
    private static final int MAX_METADATA = 40;
    private static final int MAX_METADATA_KEY = 40;
    private static final int MAX_METADATA_VALUE = 500;

    private final Faults faults;

    public PurchaseFields(Faults faults) {
        this.faults = faults;
    }

    int quantity(@Nullable Integer quantity) {
        int wanted = quantity == null ? 1 : quantity;
        if (wanted < 1 || wanted > MAX_QUANTITY) {
            faults.add("quantity", "out_of_range", "1 to " + MAX_QUANTITY);
        }
        return wanted;
    }

    /// @param metadata null values come from `null` in the document
    public Map<String, String> metadata(@Nullable Map<String, @Nullable String> metadata) {
        if (metadata == null) {
            return Map.of();
        }
        if (metadata.size() > MAX_METADATA) {
            faults.add("metadata", "too_many", "At most " + MAX_METADATA + " keys");
        }
        metadata.forEach((key, value) -> {
            String field = "metadata." + key;
            faults.required(field, key, MAX_METADATA_KEY);
            faults.required(field, value, MAX_METADATA_VALUE);
            if (key.startsWith("tollgate_")) {
                faults.add(field, "reserved", "Keys beginning with tollgate_ are ours");
            }
        });
        return metadata;
    }
}
