comment on table broker_orders is 'the ledger of orders: a row for every order ever intended';
