interface Stored {
  payload: Record<string, unknown>;
  expiresAt: number;
}

/** Keeps what `oidc-provider` has to remember in memory: one provider, one demo, nothing to outlive it. */
export function memoryAdapter(): new (model: string) => object {
  const models = new Map<string, Map<string, Stored>>();

  return class MemoryAdapter {
    readonly #stored: Map<string, Stored>;

    constructor(model: string) {
      this.#stored = models.get(model) ?? new Map<string, Stored>();
      models.set(model, this.#stored);
    }

    async upsert(id: string, payload: Record<string, unknown>, expiresIn: number): Promise<void> {
      this.#stored.set(id, { payload, expiresAt: Date.now() + (expiresIn || Infinity) * 1000 });
    }

    async find(id: string): Promise<Record<string, unknown> | undefined> {
      const stored = this.#stored.get(id);
      return stored && stored.expiresAt > Date.now() ? stored.payload : undefined;
    }

    async findByUid(uid: string): Promise<Record<string, unknown> | undefined> {
      const [id] = [...this.#stored].find(([, { payload }]) => payload['uid'] === uid) ?? [];
      return id === undefined ? undefined : this.find(id);
    }

    async findByUserCode(): Promise<undefined> {}

    async consume(id: string): Promise<void> {
      const stored = this.#stored.get(id);
      if (stored) stored.payload['consumed'] = Math.floor(Date.now() / 1000);
    }

    async destroy(id: string): Promise<void> {
      this.#stored.delete(id);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [id, { payload }] of this.#stored) {
        if (payload['grantId'] === grantId) this.#stored.delete(id);
      }
    }
  };
}
