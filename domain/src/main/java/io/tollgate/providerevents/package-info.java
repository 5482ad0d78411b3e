/// The inbox: events as the provider sent them, the facts read from them, and what became of each.
@NullMarked
package io.tollgate.providerevents;

import org.jspecify.annotations.NullMarked;
