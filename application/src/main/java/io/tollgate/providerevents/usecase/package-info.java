/// Taking in the provider's events: stored before they are answered, routed, and decided one at a time for each
/// account.
@NullMarked
package io.tollgate.providerevents.usecase;

import org.jspecify.annotations.NullMarked;
