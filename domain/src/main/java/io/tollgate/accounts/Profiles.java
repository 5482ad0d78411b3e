package io.tollgate.accounts;

/// What projects have told of their users; written with the account's commit ([Effect.ChangeProfile]).
public interface Profiles {
    /// @return [Profile#NONE] if nothing was ever told
    Profile find(AccountId account);
}
