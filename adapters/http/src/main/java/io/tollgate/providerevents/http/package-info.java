/// The provider's webhooks over HTTP.
@NullMarked
package io.tollgate.providerevents.http;

import org.jspecify.annotations.NullMarked;
