package dev.meridian.testing;

/// What every [dev.meridian.result.ResultStore] does. A subclass opens the store and knows how a
/// foreign worker writes.
public abstract class ResultStoreContract
    implements CompletionContract, CancelContract, ListenContract, ExpiryContract, ShareContract {}
