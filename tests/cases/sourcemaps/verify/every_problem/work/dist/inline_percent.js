x
//# sourceMappingURL=data:application/json,%7B%7D
