import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config.ts';
import { NewPassword, SignedIn, SignIn } from './access.dto.ts';
import { type Actor, CurrentActor, Public, ROLES, Roles } from './actor.ts';
import { sessionToken, setSession } from './cookies.ts';
import { SessionsService } from './sessions.service.ts';

@Controller('api/session')
export class SessionController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly config: Config,
  ) {}

  /** Signs in. The session ends after 30 minutes without a request, and after 12 hours in any case. */
  @Public()
  @Throttle({ default: { limit: 60, ttl: 60_000 } })
  @Post()
  async open(
    @Body() body: SignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedIn> {
    const { token, account } = await this.sessions.open(body, request.ip, sessionToken(request));
    setSession(reply, this.config, token);
    return { account };
  }

  /** Who is signed in. */
  @Roles(...ROLES)
  @Get()
  async view(@CurrentActor() actor: Actor): Promise<SignedIn> {
    return { account: await this.sessions.account(actor) };
  }

  /** Changes the caller's own password; every other session of the account ends. */
  @Roles(...ROLES)
  @Throttle({ default: { limit: 20, ttl: 60_000 } })
  @Post('password')
  @HttpCode(204)
  changePassword(
    @CurrentActor() actor: Actor,
    @Body() body: NewPassword,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.sessions.changePassword(actor, body, request.ip, sessionToken(request));
  }

  /** Signs out. */
  @Roles(...ROLES)
  @Delete()
  @HttpCode(204)
  async close(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.close(actor, sessionToken(request));
    setSession(reply, this.config, undefined);
  }
}
