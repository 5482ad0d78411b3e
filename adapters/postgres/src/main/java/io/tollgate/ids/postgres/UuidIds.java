package io.tollgate.ids.postgres;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import io.tollgate.ids.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;

/// UUIDv7 (RFC 9562) in hex: they sort as they were drawn under any collation, and 74 bits of each are random.
@ApplicationScoped
public class UuidIds implements Ids {
    // Held by a bean, not by a static field: a native image would freeze its seed.
    private final TimeOrderedEpochFactory factory = new TimeOrderedEpochFactory(new SecureRandom());

    @Override
    public String next(String prefix) {
        return prefix + "_" + factory.create().toString().replace("-", "");
    }
}
